// The first start: a workbook that is there, or an empty one, becomes a programme.
"use strict";

let kinds = [];
const shownStart = (...inside) => byId("start-body").replaceChildren(...inside);

// What was said of a workbook is nowhere yet: the browser asks before it is left.
addEventListener("beforeunload", (event) => {
  if (!byId("start").hidden && (byId("adopt") || byId("begin"))) event.preventDefault();
});

function openStart() {
  byId("nav").hidden = !byId("meeting-title").dataset.ready;
  open("start");
}

parts.start = async () => {
  kinds = (await whichProgramme())?.kinds ?? [];
  shownStart(
    element("p", { className: "lead", textContent: "Par quoi commencer ?" }),
    element("div", { className: "card" }, element("p", { textContent: "Les SIAE saisissent déjà dans un classeur : l’outil le lit tel qu’il est, et n’y change rien sans vous." }), starting("J’ai un classeur", "have", () => choose(""))),
    element("div", { className: "card" }, element("p", { textContent: "Rien n’existe encore : l’outil fait un classeur vide, un onglet par SIAE, listes et aide comprises." }), starting("Commencer un classeur vide", "empty", emptyForm)));
};

function starting(text, id, onclick) {
  const go = button(text, onclick);
  go.id = id;
  return element("div", { className: "bar" }, go);
}

async function folderList(folder, onFolder, onWorkbook) {
  const said = await asked("browse", { folder });
  if (!said) return undefined;
  const up = element("li", {}, button("↑ dossier au-dessus", () => onFolder(said.parent), "link"));
  const folders = said.folders.map(({ name, path }) => element("li", {}, button(`${name} /`, () => onFolder(path), "link")));
  const books = onWorkbook ? said.workbooks.map(({ name, path }) => element("li", {}, button(name, () => onWorkbook(path), "link"), element("span", { className: "aside", textContent: "classeur" }))) : [];
  return { folder: said.folder, list: element("ul", { className: "rows" }, up, ...books, ...folders) };
}

async function choose(folder) {
  const found = await folderList(folder, choose, look);
  if (!found) return;
  const typed = element("input", { id: "typed", type: "text" });
  const read = button("Lire ce classeur", () => look(typed.value));
  const whole = button("Lire tout ce dossier (un fichier par SIAE)", () => look(found.folder), "quiet small");
  whole.id = "whole";
  read.id = "read";
  shownStart(
    element("h3", { textContent: "Choisir le classeur" }), element("p", { className: "crumbs", textContent: found.folder }), found.list, whole,
    labelled("Ou son chemin, ou l’adresse d’un Google Sheets", typed), element("div", { className: "bar" }, read, button("Retour", parts.start, "quiet")));
}

async function look(workbook) {
  if (!workbook.trim()) return tell("Choisir un classeur, ou donner son chemin.", "bad");
  tell("Lecture du classeur…");
  const said = await asked("look", { workbook });
  if (!said) return;
  tell("");
  if (said.isLocked) return await unlocked(workbook, said.by) ? look(workbook) : undefined;
  if (said.isSetUp) return ready("Ce classeur a déjà sa configuration : la voici.");
  adoptForm(workbook, said);
}

function adoptForm(workbook, { programme, members, coordination, forms, aside }) {
  const name = element("input", { id: "programme", type: "text", value: programme });
  const cards = members.map(memberCard);
  const tabs = element("div", {}, ...cards.map(({ card }) => card));
  const add = async (tab, line) => {
    const member = await asked("look_tab", { workbook, tab });
    if (!member) return;
    cards.push(memberCard(member, cards.length));
    tabs.append(cards.at(-1).card);
    line.remove();
    tell("");
    cards.at(-1).card.querySelector("select, input").focus();
  };
  const read = coordination.map(coordinationTab);
  const shared = element("div", {}, ...read.map(({ part }) => part));
  const addShared = async (tab, line) => {
    const taken = read.filter(({ box }) => box.checked).map(({ form }) => form);
    const form = choice("attach-form", forms.filter((one) => !taken.includes(one.form)).map((one) => [one.form, one.label]), "Choisir");
    if (!(await agreed(`Onglet « ${tab} »`, "Noter", labelled("Il est lu comme", form))) || !form.value) return;
    const one = await asked("look_coordination", { workbook, tab, form: form.value });
    if (!one) return;
    read.push(coordinationTab(one, read.length));
    shared.append(read.at(-1).part);
    line.remove();
    tell("");
    read.at(-1).box.focus();
  };
  const write = button("C’est bien cela : commencer", () => adopt(workbook, name.value, cards, read));
  write.id = "adopt";
  shownStart(
    element("p", { textContent: "Voici ce que l’outil a compris. Rien n’est encore écrit ; le classeur n’est pas changé." }),
    labelled("Nom du programme", name),
    element("h3", { textContent: `${counted(members.length, "onglet")} de SIAE` }), tabs,
    element("h3", { textContent: "Onglets de coordination" }), help(read.length ? "Décocher celui qui est autre chose : il ne sera ni lu ni changé." : "Aucun n’est reconnu (actions, décisions, ordre du jour, financements…). S’il y en a un ci-dessous, le dire."), shared,
    ...asideTabs("Ressemblent à une liste de personnes, sans que leurs titres le disent", aside.filter(({ people }) => people), add, addShared),
    ...asideTabs("Laissés de côté (jamais lus, jamais changés)", aside.filter(({ people }) => !people), add, addShared),
    element("div", { className: "bar" }, write, button("Autre classeur", () => choose(""), "quiet")));
}

// One of our own name is what it says.
function coordinationTab({ tab, form, label, isSure, missing, free, others }, number) {
  const box = element("input", { type: "checkbox", checked: true, disabled: isSure, id: `coordination-${number}` });
  const ticked = element("label", { className: "check" }, box, tab === label ? tab : `${tab} : ${label}`);
  const unread = free.map((column, index) => unreadQuestion(column, others, `shared-${number}-${index}`));
  const part = element("div", {}, ticked,
    missing.length ? element("p", { className: "todo", textContent: `Sans colonne reconnue pour : ${missing.map((one) => one.label).join(", ")}.` }) : "",
    unread.length ? element("details", { open: missing.length > 0 }, element("summary", { textContent: `${tab} : colonnes qui ne sont pas lues (${free.map(({ header }) => `« ${header} »`).join(", ")})` }), ...unread.map((one) => one.part)) : "");
  return { tab, form, box, part, answer: () => ({ tab, form, ...namedColumns(unread) }) };
}

// What is said of columns: field → column; and whether two are said to be the same field.
function namedColumns(questions) {
  const said = questions.map(({ answered }) => answered()).filter(([field]) => field);
  const columns = Object.fromEntries(said);
  return { columns, isTwice: Object.keys(columns).length < said.length };
}

// A tab that nothing was understood of may be an SIAE's all the same.
function asideTabs(title, tabs, add, addShared) {
  const lines = tabs.map(({ tab }) => {
    const line = element("li", {}, element("span", { className: "what", textContent: tab }));
    const say = button("C’est l’onglet d’une SIAE", () => add(tab, line), "quiet small");
    say.setAttribute("aria-label", `C’est l’onglet d’une SIAE : ${tab}`);
    const shared = button("C’est un onglet de coordination…", () => addShared(tab, line), "quiet small");
    shared.setAttribute("aria-label", `C’est un onglet de coordination : ${tab}`);
    line.append(say, shared);
    return line;
  });
  return lines.length ? [element("h3", { textContent: title }), element("ul", { className: "rows aside-tabs" }, ...lines)] : [];
}

function memberCard({ tab, name, kind, said, read, missing, free, others, isDouble, doubtful }, number) {
  const keep = element("input", { type: "checkbox", checked: true, id: `keep-${number}` });
  const called = element("input", { type: "text", value: name, id: `name-${number}` });
  const of = choice(`kind-${number}`, kinds.map((one) => [one, one]), "Choisir");
  of.value = kind;
  const asking = [...missing.map((field, index) => fieldQuestion(field, free, `${number}-${index}`)), ...doubtful.map((column, index) => columnQuestion(column, others, `${number}-${index}`))];
  const unread = free.map((column, index) => unreadQuestion(column, others, `${number}-${index}`));
  const card = element("fieldset", { className: "card" }, element("legend", { textContent: tab }),
    help(said), element("details", {}, element("summary", { textContent: "Colonnes reconnues" }), element("ul", {}, ...read.map((textContent) => element("li", { textContent })))),
    element("label", { className: "check" }, keep, "C’est l’onglet d’une SIAE du programme"),
    labelled("Nom de la SIAE", called, true), labelled("Type", of, true),
    isDouble ? element("p", { className: "todo", textContent: "Deux tableaux côte à côte : rien n’y sera lu tant que le second n’est pas sous le premier." }) : "",
    missing.length ? element("p", { className: "todo", textContent: `Sans colonne reconnue pour : ${missing.map(({ label }) => label).join(", ")}.` }) : "",
    missing.length > 1 ? help("Le nom et le prénom dans une seule colonne : la choisir pour les deux.") : "",
    ...asking.map(({ part }) => part), unread.length ? element("details", {}, element("summary", { textContent: `Colonnes qui ne sont pas lues : ${free.map(({ header }) => `« ${header} »`).join(", ")}` }), ...unread.map(({ part }) => part)) : "");
  const answer = () => {
    return { tab, keep: keep.checked, name: called.value, kind: of.value, aside: asking.map(({ aside }) => aside?.()).filter(Boolean), ...namedColumns([...asking, ...unread]) };
  };
  return { card, answer };
}

// A column that is not read stays so unless it is said what it is.
function unreadQuestion({ column, header, examples }, others, id) {
  const which = choice(`unread-${id}`, others.map(({ field, label }) => [field, label]), "Aucun (pas lue)");
  return { part: labelled(`Colonne ${column}, « ${header} »${examples ? ` (par exemple : ${examples})` : ""}`, which), answered: () => [which.value, column] };
}

// What every row needs and no title says: one of the columns that are nothing else.
function fieldQuestion({ field, label }, free, id) {
  const which = choice(`field-${id}`, free.map(({ column, header, examples }) => [column, `${column}, « ${header} »${examples ? ` (${examples})` : ""}`]), "Aucune de ces colonnes");
  return { part: labelled(`« ${label} » est dans la colonne`, which), answered: () => [which.value && field, which.value] };
}

function columnQuestion({ column, header, examples, choices, read }, others, id) {
  const likely = choices.map(({ field }) => field);
  const all = [...choices, ...others.filter(({ field }) => !likely.includes(field))];
  const which = choice(`column-${id}`, all.map(({ field, label }) => [field, label]), "Aucun de ceux-là (laisser de côté)");
  which.value = read ?? "";
  const label = `Colonne ${column}, « ${header} »${examples.length ? ` (par exemple : ${examples.join(", ")})` : ""} : qu’est-ce ?`;
  return { part: labelled(label, which), answered: () => [which.value, column], aside: () => (which.value ? "" : header) };
}

async function adopt(workbook, programme, cards, read) {
  const members = cards.map(({ answer }) => answer());
  const unsure = members.find(({ keep, kind }) => keep && !kind);
  if (unsure) {
    tell(`Choisir le type de « ${unsure.tab} » (ACI, EI, AI, ETTI ou EITI).`, "bad");
    return byId(`kind-${members.indexOf(unsure)}`).focus();
  }
  const coordination = read.filter(({ box }) => box.checked).map(({ answer }) => answer());
  const twice = [...members.filter(({ keep }) => keep), ...coordination].find(({ isTwice }) => isTwice);
  if (twice) return tell(`« ${twice.tab} » : deux colonnes sont dites être le même champ. N’en garder qu’une.`, "bad");
  const done = await asked("adopt", { workbook, programme, members, coordination });
  if (done) ready(done.message);
}

async function emptyForm() {
  const here = element("p", { className: "crumbs" });
  const inside = element("div");
  // In its place: what is typed beside it stays.
  const goInto = async (folder) => {
    const found = await folderList(folder, goInto, null);
    if (!found) return false;
    here.textContent = found.folder;
    inside.replaceChildren(found.list);
    return true;
  };
  if (!(await goInto(""))) return;
  const name = element("input", { id: "programme", type: "text" });
  const rows = element("div", { id: "members" });
  const add = () => {
    const number = rows.childElementCount;
    const called = element("input", { type: "text", id: `name-${number}` });
    const of = choice(`kind-${number}`, kinds.map((one) => [one, one]), "Choisir");
    rows.append(element("div", {}, labelled(`SIAE ${number + 1}`, called, true), labelled("Type", of, true)));
    called.focus();
  };
  const make = button("Faire le classeur", () => begin(here.textContent, name.value, rows));
  make.id = "begin";
  const more = button("Ajouter une SIAE", add, "quiet small");
  more.id = "more";
  shownStart(labelled("Nom du programme", name), element("h3", { textContent: "Les SIAE" }), rows, more,
    element("h3", { textContent: "Où le mettre" }), here, help("Directement dans votre dossier personnel, un dossier au nom du programme est fait."),
    element("details", {}, element("summary", { textContent: "Choisir un autre dossier" }), inside),
    element("div", { className: "bar" }, make, button("Retour", parts.start, "quiet")));
  add();
  name.focus();
}

async function begin(folder, programme, rows) {
  const members = [...rows.children].map((row) => ({ name: row.querySelector("input").value.trim(), kind: row.querySelector("select").value })).filter(({ name }) => name);
  const done = await asked("begin", { folder, programme, members });
  if (done) ready(done.message);
}

async function ready(message) {
  await whichProgramme();
  byId("nav").hidden = false;
  byId("meeting-title").dataset.ready = "yes";
  await open("meeting");
  tell(message, "good");
}
