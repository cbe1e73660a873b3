// What is set up once: what is missing, the calendar, the desktop, who sees what.
"use strict";

const DAYS = ["lundi", "mardi", "mercredi", "jeudi", "vendredi"];
const WHICH = [["premier", "le premier"], ["deuxième", "le deuxième"], ["troisième", "le troisième"], ["quatrième", "le quatrième"], ["chaque", "chaque"]];
const MARKS = { fine: "✓", missing: "✗", note: "·" };

parts.settings = async () => {
  byId("settings-body").replaceChildren(doctorPart(), locksPart(), columnsPart(), completePart(), schedulePart(), launcherPart(), audiencesPart(), personPart(), otherPart());
};

function doctorPart() {
  const found = element("div", {});
  const look = button("Voir ce qui manque pour travailler", async () => {
    found.replaceChildren(help("Un instant…"));
    const said = await asked("doctor");
    found.replaceChildren();
    if (!said) return;
    found.append(element("p", { textContent: said.summary }), element("ul", { className: "rows" }, ...said.findings.map(({ about, state, text }) => element("li", {}, element("span", { className: "what" }, element("span", { className: state === "missing" ? "todo" : "", textContent: `${MARKS[state]} ` }), element("strong", { textContent: about }), ` : ${text}`)))));
  }, "quiet");
  look.id = "doctor";
  return element("div", {}, element("h3", { textContent: "L’ordinateur et le classeur" }), element("div", { className: "bar" }, look), found);
}

// The tabs that a workbook of one's own lacks: the card, the lists, those of the coordination.
function completePart() {
  const columns = element("input", { id: "columns", type: "checkbox" });
  const add = button("Ajouter au classeur ce qui lui manque…", async () => {
    const wish = { columns: columns.checked };
    const said = await asked("complete", wish);
    if (!said) return;
    if (!said.lacks) return tell(said.message, "good");
    if (!(await agreed("Ajouter au classeur ?", "Ajouter", element("pre", { textContent: said.message })))) return;
    const done = await asked("complete", { ...wish, add: true });
    if (done) tell(done.message, "good");
  }, "quiet");
  add.id = "complete";
  return element("div", {}, element("h3", { textContent: "Les onglets du classeur" }), help("Fiche de saisie, listes, objectifs, réunions, actions… Rien de ce qui y est n’est déplacé ni changé ; une copie est gardée avant."), element("div", { className: "check" }, columns, element("label", { htmlFor: "columns", textContent: "Les colonnes des champs qui n’en ont pas, aussi" })), element("div", { className: "bar" }, add));
}

function schedulePart() {
  const which = element("select", { id: "which" }, ...WHICH.map(([value, label]) => element("option", { value, textContent: label })));
  const day = element("select", { id: "day" }, ...DAYS.map((name) => element("option", { value: name, textContent: name })));
  const hour = element("input", { id: "hour", type: "text", value: "7:00", inputMode: "numeric" });
  const plan = button("Faire préparer à ce moment…", async () => {
    const when = { day: `${which.value} ${day.value}`, hour: hour.value };
    const said = await asked("schedule", when);
    if (!said || !(await agreed("Préparer sans personne", "Mettre en place", element("p", { textContent: said.question })))) return;
    const done = await asked("schedule", { ...when, install: true });
    if (done) tell(done.message, "good");
  }, "quiet");
  plan.id = "schedule";
  return element("div", {}, element("h3", { textContent: "Préparer sans personne" }), labelled("Quel", which, true), labelled("Jour", day, true), labelled("Heure", hour, true), element("div", {}, plan));
}

function launcherPart() {
  const put = button("Mettre cette fenêtre sur le bureau", async () => { const done = await asked("launcher"); if (done) tell(done.message, "good"); }, "quiet");
  return element("div", {}, element("h3", { textContent: "Ouvrir d’un double-clic" }), put);
}

function audiencesPart() {
  const body = element("div", {});
  const part = element("details", {}, element("summary", { textContent: "Qui voit quoi" }), body);
  part.addEventListener("toggle", async () => {
    if (!part.open || body.childNodes.length) return;
    const said = await asked("audiences");
    if (!said) return;
    const lines = said.audiences.map(({ label, sees, outputs, outside }) => element("div", { className: "card" }, element("strong", { textContent: label }), outside ? element("span", { className: "aside", textContent: " (hors du programme)" }) : "", element("p", { textContent: `Reçoit : ${outputs.join(", ") || "rien"}.` }), element("p", { textContent: `Y voit : ${sees.join(", ") || "rien"}.` })));
    body.replaceChildren(...said.notices.map(help), ...lines, help("Un fichier audiences.yaml à côté de config.yaml peut restreindre ; élargir demande une raison, redite à chaque passage."));
  });
  return element("div", {}, element("h3", { textContent: "Confidentialité" }), part);
}

function otherPart() {
  return element("div", {}, element("h3", { textContent: "Un autre programme" }), button("Ouvrir un autre classeur…", () => openStart(), "quiet"));
}
