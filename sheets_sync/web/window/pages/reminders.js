// The reminders: to whom each goes, its text, and sending those that are due.
"use strict";

parts.reminders = async () => {
  const body = byId("reminders-body");
  const said = await asked("reminders");
  if (!said) return body.replaceChildren();
  if (!said.read) return body.replaceChildren(help("Les onglets n’ont pas encore été lus."), button("Vérifier sans rien changer", async () => { if (await work({ what: "check" })) parts.reminders(); }));
  const due = said.reminders.filter(({ state }) => state === "due");
  const how = said.sends ? `Elles partent de ${said.sender}.` : "Sans compte d’envoi dans config.yaml (« mail »), un brouillon s’ouvre pour chacune dans votre messagerie, à relire et à envoyer.";
  const send = button(said.sends ? `Envoyer ${counted(due.length, "relance")}` : `Ouvrir ${counted(due.length, "brouillon")}`, () => sendThem(due, said.sends));
  send.id = "send";
  const account = button(said.sends ? "Changer le compte d’envoi…" : "Donner un compte d’envoi…", () => giveAccount(said), "quiet small");
  account.id = "account";
  body.replaceChildren(help(how), account, element("ul", { className: "rows" }, ...said.reminders.map(ofOne)), due.length ? element("div", { className: "bar" }, send) : help("Aucune relance à envoyer."));
};

function ofOne({ siae, errors, warnings, said, state, contact, counsellors }) {
  const text = button("Lire", async () => {
    const whole = await asked("reminder", { siae });
    if (whole) await agreed(siae, "Fermer", element("pre", { textContent: whole.text }));
  }, "link");
  text.setAttribute("aria-label", `Lire la relance : ${siae}`);
  const what = element("span", { className: "what" }, element("strong", { textContent: siae }), ` : ${errors} à corriger, ${warnings} à vérifier `, state === "nothing" ? "" : text);
  const known = state !== "no_address";
  const give = button(known ? "Changer d’adresse" : "Donner son adresse", () => giveAddress(siae, contact, counsellors), known ? "link" : "quiet small");
  give.setAttribute("aria-label", `${give.textContent} : ${siae}`);
  if (known) return element("li", {}, what, element("span", { className: "aside", textContent: said }), give);
  return element("li", {}, what, give);
}

async function giveAddress(siae, contact, counsellors) {
  const address = element("input", { id: "address", type: "email", autocomplete: "off", value: contact });
  const boxes = counsellors.map((one, index) => [one.initials, element("input", { id: `box-${index}`, type: "email", autocomplete: "off", value: one.address })]);
  const theirs = boxes.map(([initials, box]) => labelled(`Adresse de ${initials} (facultative)`, box));
  if (theirs.length) theirs.unshift(help("La relance va aussi à qui a quelque chose à corriger, par ses initiales dans l’onglet."));
  if (!(await agreed(`Relances : ${siae}`, "Noter", labelled("Adresse de courriel de la SIAE", address), ...theirs))) return;
  const done = await asked("contact", { siae, address: address.value, counsellors: Object.fromEntries(boxes.map(([initials, box]) => [initials, box.value])) });
  if (!done) return;
  await parts.reminders();
  tell(done.message, "good");
}

// The account that reminders leave from; what its administrator gives.
async function giveAccount({ account, sender }) {
  const field = (id, value, type = "text") => element("input", { id, type, value, autocomplete: "off" });
  const server = field("mail-server", account.server);
  const port = field("mail-port", account.port, "number");
  const security = element("select", { id: "mail-security" }, ...[["starttls", "STARTTLS (port 587)"], ["tls", "TLS (port 465)"], ["none", "aucune"]].map(([value, textContent]) => element("option", { value, textContent })));
  security.value = account.security;
  const user = field("mail-user", account.user);
  const from = field("mail-sender", sender, "email");
  const password = field("mail-password", "", "password");
  const inside = [labelled("Serveur d’envoi (SMTP)", server), labelled("Port", port, true), labelled("Sécurité", security, true), labelled("Expéditeur", from), labelled("Identifiant", user), labelled("Mot de passe (vide : inchangé)", password)];
  if (!(await agreed("Compte d’envoi", "Noter", help("La personne qui administre votre messagerie donne ces valeurs."), ...inside))) return;
  const done = await asked("account", { server: server.value, port: port.value, security: security.value, user: user.value, sender: from.value, password: password.value });
  if (!done) return;
  await parts.reminders();
  tell(done.message, "good");
}

async function sendThem(due, sends) {
  const list = element("ul", {}, ...due.map(({ siae, to }) => element("li", { textContent: `${siae} : ${to.join(", ")}` })));
  if (!(await agreed(sends ? "Envoyer les relances ?" : "Ouvrir les brouillons ?", sends ? "Envoyer" : "Ouvrir", list))) return;
  const result = await work({ what: "remind", siae: due.map(({ siae }) => siae) });
  if (!result) return;
  await parts.reminders();
  tell(result.summary, "good");
}
