// Files from elsewhere: held against the tabs, or their answers added; shown first, then written.
"use strict";

parts.outside = async () => {
  const said = await asked("outside");
  if (!said) return;
  const card = (text, title, id, next) => element("div", { className: "card" }, element("p", { textContent: text }), starting(title, id, () => chooseFile("", next, said)));
  byId("outside-body").replaceChildren(
    card("Un export des Emplois de l’inclusion, d’Immersion Facilitée… : l’outil montre ce qui diffère des onglets, et n’écrit que ce que vous cochez.", "Rapprocher un fichier des onglets", "reconcile", compareForm),
    card("Des réponses à un questionnaire (Kobo, ODK, Microsoft ou Google Forms) : l’outil montre ce qu’il ajouterait aux onglets, puis l’ajoute.", "Ajouter des réponses aux onglets", "import", answersForm));
};

async function chooseFile(folder, next, said) {
  const found = await folderList(folder, (other) => chooseFile(other, next, said), (path) => next(path, said));
  if (!found) return;
  const typed = element("input", { id: "outside-file", type: "text" });
  const take = button("Prendre ce fichier", () => next(typed.value, said));
  take.id = "take";
  byId("outside-body").replaceChildren(
    element("h3", { textContent: "Choisir le fichier (.xlsx, .csv ou .ods)" }), element("p", { className: "crumbs", textContent: found.folder }), found.list,
    labelled("Ou son chemin", typed), element("div", { className: "bar" }, take, button("Retour", parts.outside, "quiet")));
}

const siaeChoice = ({ siae }) => choice("outside-siae", siae.map((name) => [name, name]), "Le fichier le dit");

// Shown while the work goes on: the file, and a way back.
function fileForm(file, title, go, ...fields) {
  go.id = "go";
  const result = element("div", { id: "outside-result" });
  byId("outside-body").replaceChildren(element("h3", { textContent: title }), element("p", { className: "crumbs", textContent: file }), ...fields, element("div", { className: "bar" }, go, button("Autre fichier", parts.outside, "quiet")), result);
  go.focus();
  return result;
}

function compareForm(file, said) {
  const siae = siaeChoice(said);
  const go = button("Comparer, sans rien changer", async () => {
    result.replaceChildren();
    const found = await work({ file, siae: siae.value }, "hold_against");
    if (found) drawDifferences(result, found);
  });
  const result = fileForm(file, "Rapprocher des onglets", go, labelled("De quelle SIAE est ce fichier ?", siae));
}

function drawDifferences(result, { summary, differences, notes }) {
  const boxes = differences.map((one, at) => one.canWrite && element("input", { type: "checkbox", id: `write-${at}` }));
  const settle = button("", () => settleDifferences(boxes, differences));
  settle.id = "settle";
  const count = () => {
    const chosen = boxes.filter((box) => box?.checked).length;
    settle.textContent = chosen ? `Écrire ${chosen} valeur${chosen > 1 ? "s" : ""} du fichier, signaler le reste…` : "Signaler ces différences dans Anomalies…";
  };
  result.addEventListener("change", count);
  count();
  // A cell that holds what is not understood is ticked by itself alone: a person wrote it for a reason.
  const all = [...new Set(differences.filter(({ canWrite, isAsked }) => canWrite && !isAsked).map(({ field }) => field))].map((field) => {
    const { label } = differences.find((one) => one.field === field);
    return button(`Cocher tous les « ${label} »`, () => { differences.forEach((one, at) => { if (boxes[at] && !one.isAsked && one.field === field) boxes[at].checked = true; }); count(); }, "quiet small");
  });
  const groups = [...new Set(differences.map(({ siae }) => siae))].map((siae) => element("section", {}, element("h4", { textContent: siae || "Sans SIAE" }), element("ul", { className: "rows" }, ...differences.map((one, at) => [one, at]).filter(([one]) => one.siae === siae).map(([one, at]) => oneDifference(one, boxes[at])))));
  result.replaceChildren(
    element("p", { className: "lead", textContent: summary }), ...notes.map(help),
    ...(differences.length ? [help("Cocher ce qui est juste dans le fichier : sa valeur remplace alors celle de l’onglet. Le reste est signalé, sans y être changé."), element("div", { className: "bar" }, ...all), ...groups, element("div", { className: "bar" }, settle)] : []));
}

function oneDifference({ text }, box) {
  if (!box) return element("li", {}, element("span", { className: "what", textContent: text }), element("span", { className: "aside", textContent: "à régler dans l’onglet" }));
  return element("li", {}, element("label", { className: "check what", htmlFor: box.id }, box, element("span", { textContent: text })));
}

async function settleDifferences(boxes, differences) {
  const chosen = boxes.flatMap((box, at) => (box?.checked ? [at] : []));
  const list = element("ul", {}, ...chosen.map((at) => element("li", { textContent: `${differences[at].siae} : ${differences[at].text}` })));
  const what = chosen.length ? [element("p", { textContent: "Une copie du classeur est gardée avant. Seront écrites :" }), list] : [element("p", { textContent: "Rien n’est changé aux saisies ; une copie est gardée avant." })];
  if (!(await agreed(chosen.length ? "Écrire dans les onglets ?" : "Signaler les différences ?", chosen.length ? "Écrire" : "Signaler", ...what))) return;
  const done = await work({ chosen }, "settle");
  if (!done) return;
  await parts.outside();
  tell(done.summary || "C’est fait.", "good");
}

function answersForm(file, said) {
  const siae = siaeChoice(said);
  const form = element("select", { id: "outside-form" }, ...said.forms.map(({ form: value, label }) => element("option", { value, textContent: label })));
  const wish = () => ({ file, siae: siae.value, form: form.value });
  const go = button("Voir ce qui serait ajouté", async () => {
    result.replaceChildren();
    const found = await work(wish(), "bring_in");
    if (found) drawAnswers(result, found, wish());
  });
  const result = fileForm(file, "Ajouter des réponses", go, labelled("À quel formulaire répondent-elles ?", form), labelled("De quelle SIAE sont les réponses ?", siae));
}

function drawAnswers(result, { summary, toAdd, edited, gone }, wish) {
  const update = element("input", { type: "checkbox", id: "update" });
  const again = element("input", { type: "checkbox", id: "again" });
  const add = button("Ajouter aux onglets…", async () => {
    if (!(await agreed("Ajouter aux onglets ?", "Ajouter", element("p", { textContent: "Une copie du classeur est gardée avant." })))) return;
    const done = await work({ ...wish, add: true, update: update.checked, again: again.checked ? gone : [] }, "bring_in");
    if (!done) return;
    await parts.outside();
    tell(done.summary, "good");
  });
  add.id = "add";
  result.replaceChildren(
    element("p", { className: "lines", textContent: summary }),
    edited ? element("label", { className: "check" }, update, "Mettre dans l’onglet ce qui a changé dans les réponses") : "",
    gone.length ? element("label", { className: "check" }, again, `Ajouter de nouveau celles qui ne sont plus dans l’onglet (lignes ${gone.join(", ")})`) : "",
    toAdd || edited || gone.length ? element("div", { className: "bar" }, add) : "");
}
