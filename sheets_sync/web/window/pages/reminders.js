// The reminders: to whom each goes, its text, and sending those that are due.
"use strict";

parts.reminders = async () => {
  const body = byId("reminders-body");
  const said = await asked("reminders");
  if (!said) return body.replaceChildren();
  if (!said.read) return body.replaceChildren(help("Les onglets n'ont pas encore été lus."), button("Vérifier sans rien changer", async () => { if (await work({ what: "check" })) parts.reminders(); }));
  const due = said.reminders.filter(({ state }) => state === "due").map(({ siae }) => siae);
  const how = said.sends ? `Elles partent de ${said.sender}.` : "Sans compte d'envoi dans config.yaml (« mail »), un brouillon s'ouvre pour chacune dans votre messagerie, à relire et à envoyer.";
  const send = button(said.sends ? `Envoyer ${due.length} relance(s)` : `Ouvrir ${due.length} brouillon(s)`, () => sendThem(due, said.sends));
  send.id = "send";
  body.replaceChildren(help(how), element("ul", { className: "rows" }, ...said.reminders.map(ofOne)), due.length ? element("div", { className: "bar" }, send) : help("Aucune relance à envoyer."));
};

function ofOne({ siae, errors, warnings, said, state }) {
  const text = button("Lire", async () => {
    const whole = await asked("reminder", { siae });
    if (whole) await agreed(siae, "Fermer", element("pre", { textContent: whole.text }));
  }, "link");
  text.setAttribute("aria-label", `Lire la relance : ${siae}`);
  const what = element("span", { className: "what" }, element("strong", { textContent: siae }), ` : ${errors} à corriger, ${warnings} à vérifier `, state === "nothing" ? "" : text);
  if (state !== "no_address") return element("li", {}, what, element("span", { className: "aside", textContent: said }));
  const give = button("Donner son adresse", () => giveAddress(siae), "quiet small");
  give.setAttribute("aria-label", `Donner son adresse : ${siae}`);
  return element("li", {}, what, give);
}

async function giveAddress(siae) {
  const address = element("input", { id: "address", type: "email", autocomplete: "off" });
  if (!(await agreed(`Relances : ${siae}`, "Noter", labelled("Adresse de courriel", address)))) return;
  const done = await asked("contact", { siae, address: address.value });
  if (!done) return;
  await parts.reminders();
  tell(done.message, "good");
}

async function sendThem(siae, sends) {
  const list = element("ul", {}, ...siae.map((name) => element("li", { textContent: name })));
  if (!(await agreed(sends ? "Envoyer les relances ?" : "Ouvrir les brouillons ?", sends ? "Envoyer" : "Ouvrir", list))) return;
  const result = await work({ what: "remind", siae });
  if (!result) return;
  await parts.reminders();
  tell(result.summary, "good");
}
