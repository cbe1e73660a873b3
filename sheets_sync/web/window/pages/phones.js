// The links to the form on the phone: a new one with its QR code, those that were given.
"use strict";

parts.phones = async () => {
  const said = await asked("links");
  if (!said) return;
  const siae = choice("link-siae", said.siae.map((name) => [name, name]), "Choisir la SIAE");
  const who = element("input", { id: "link-who", type: "text", maxLength: 60 });
  const make = button("Faire un lien", () => giveLink(siae.value, who.value));
  make.id = "give";
  const warn = said.isReached ? "" : help("Sans adresse en https que les téléphones voient, seul cet ordinateur ouvre le formulaire : voir le guide, « Le formulaire servi par vous ».");
  const change = button(said.isReached ? "Changer l’adresse que les téléphones voient…" : "Donner l’adresse que les téléphones voient…", async () => { if (await giveWebAddress(said)) drawAround(); }, "quiet small");
  change.id = "web-change";
  byId("phones-body").replaceChildren(
    help("Un lien par personne, pour l’onglet de sa SIAE seulement."), warn, change, servedPart(said),
    labelled("SIAE", siae, true), labelled("Pour qui (initiales)", who, true), element("div", { className: "bar" }, make),
    element("div", { id: "given", className: "given" }),
    element("h3", { textContent: "Liens donnés" }),
    said.links.length ? element("ul", { className: "rows" }, ...said.links.map(givenLink)) : help("Aucun lien n’a encore été donné."));
};

// A link is shown once: what else is done here leaves it where it is.
async function drawAround() {
  const given = byId("given");
  await parts.phones();
  byId("given").replaceWith(given);
}

// The form is there for phones as long as this program is.
function servedPart({ served, address, isReached }) {
  const go = button(served ? "Arrêter" : "Ouvrir la saisie aux téléphones", async () => {
    const done = await asked("serve", { on: !served });
    await drawAround();
    if (done) tell(done.message, "good");
  }, served ? "quiet small" : "");
  go.id = "serve";
  return element("div", { className: "card" }, element("p", { textContent: served ? (isReached ? `Les téléphones sont reçus à l’adresse ${address}, tant que ce programme est ouvert.` : `Le formulaire est servi à l’adresse ${address}, que seul cet ordinateur ouvre, tant que ce programme est ouvert.`) : "Les liens ne s’ouvrent que si le formulaire est servi : d’ici, ou par « sheets-sync serve »." }), element("div", { className: "bar" }, go));
}

function givenLink({ number, siae, who, opens, said }) {
  const what = element("span", { className: "what" }, element("strong", { textContent: siae }), who ? `, ${who}` : "", element("span", { className: "aside", textContent: ` – ${said}` }));
  if (!opens) return element("li", {}, what);
  const end = button("Retirer", async () => {
    if (!(await agreed("Retirer ce lien ?", "Retirer", element("p", { textContent: `${siae}${who ? `, ${who}` : ""} : ce qui est encore sur le téléphone ne pourra plus être envoyé.` })))) return;
    const done = await asked("end", { number });
    await drawAround();
    if (done) tell(done.message, "good");
  }, "quiet small");
  end.setAttribute("aria-label", `Retirer le lien : ${siae} ${who}`);
  return element("li", {}, what, end);
}

// The address that links lead to; true once it is kept.
async function giveWebAddress({ isReached, address }) {
  const typed = element("input", { id: "web-address", type: "url", autocomplete: "off", placeholder: "https://…", value: isReached ? address : "" });
  if (!(await agreed("Adresse que les téléphones voient", "Noter", help("Celle, en https, qui mène à cet ordinateur ou à votre serveur : la personne qui s’occupe du réseau la donne."), labelled("Adresse", typed)))) return false;
  const done = await asked("address", { address: typed.value });
  if (done) tell(done.message, "good");
  return Boolean(done);
}

async function giveLink(siae, who) {
  if (!siae) return tell("Choisir la SIAE.", "bad");
  tell("");
  const made = await asked("give", { siae, who });
  if (!made) return;
  await parts.phones();
  const drawing = element("div", { className: "qr" });
  if (!made.qr) drawing.append(help("Sans adresse que les téléphones voient, ce lien ne s’ouvre que sur cet ordinateur."));
  else drawing.append(document.importNode(new DOMParser().parseFromString(made.qr.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" '), "image/svg+xml").documentElement, true));
  drawing.querySelector("svg")?.setAttribute("role", "img");
  drawing.querySelector("svg")?.setAttribute("aria-label", "Code QR du lien");
  byId("given").replaceChildren(element("div", { className: "card" },
    element("h3", { textContent: `Lien pour ${siae}${made.who ? `, ${made.who}` : ""}` }),
    element("p", { textContent: "À donner à cette personne seulement ; il n’est montré que cette fois." }),
    made.why ? element("p", { className: "todo", textContent: made.why }) : "",
    drawing, element("p", { className: "link-text", textContent: made.link }),
    element("div", { className: "bar" }, button("Copier", () => navigator.clipboard.writeText(made.link).then(() => tell("Le lien est copié.", "good")), "quiet small"), button("Imprimer", () => print(), "quiet small"))));
  byId("given").scrollIntoView({ block: "nearest" });
}
