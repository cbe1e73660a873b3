// The documents, by meeting and funder, with what is still to be written in them.
"use strict";

parts.documents = async () => {
  const body = byId("documents-body");
  const said = await asked("documents");
  if (!said) return body.replaceChildren();
  const table = button("Exporter pour un autre programme…", exportTable, "quiet small");
  table.id = "export";
  if (!said.groups.length) return body.replaceChildren(help("Aucun document encore : « Préparer la réunion » les écrit."), table);
  const folder = button("Ouvrir le dossier", () => asked("open", { path: said.folder }), "quiet small");
  body.replaceChildren(...said.groups.flatMap(group), element("div", { className: "bar" }, folder, table));
};

function group({ title, documents }) {
  return [element("h3", { textContent: title }), element("ul", { className: "rows" }, ...documents.map(shown))];
}

function shown({ name, kind, path, toComplete, changed }) {
  const open = button(name, async () => { if (await asked("open", { path })) tell(`« ${name} » s’ouvre.`); }, "link");
  const what = element("span", { className: "what" }, open, kind ? element("span", { className: "aside", textContent: ` ${kind}` }) : "");
  if (changed) return element("li", {}, what, element("span", { className: "aside", textContent: "modifié par vous : il ne sera pas remplacé" }));
  if (!toComplete.length) return element("li", {}, what);
  return element("li", {}, what, element("span", { className: "aside" }, element("span", { className: "todo", textContent: "à compléter : " }), toComplete.join(" ; ")));
}

const FORMATS = [["xlsx", "Excel (.xlsx)"], ["excel", "CSV pour Excel (.csv)"], ["csv", "CSV (.csv)"], ["parquet", "Parquet (.parquet)"]];
const LEAVES = {
  rows: "Une ligne par personne, sous un pseudonyme, sans les noms.",
  names: "Noms, naissances et PASS compris : à garder pour vous, jamais par courriel. Le journal note que des noms sont sortis.",
  figures: "Les chiffres à partager, sans ligne par personne. Ceux du jour sont émis : ils restent tels quels.",
};

// A file for another program: what it holds, its kind, its place; what leaves with it is said.
async function exportTable() {
  const said = await asked("exports");
  if (!said) return;
  const what = choice("export-what", [["rows", "La table, sans les noms"], ["names", "La table, avec les noms"], ["figures", "Les chiffres à partager avec une région"], ...said.authorities.map(({ name, label }) => [name, label])]);
  const format = choice("export-format", FORMATS);
  for (const one of [what, format]) one.firstChild.remove();
  const file = element("input", { id: "export-file", type: "text" });
  const warning = element("p", { id: "export-warning" });
  warning.setAttribute("role", "status");
  const fill = () => {
    if (what.value === "figures") format.value = "parquet";
    format.disabled = what.value === "figures";
    file.value = `${said.file}.${format.value === "excel" ? "csv" : format.value}`;
    warning.textContent = LEAVES[what.value] ?? "Les champs par participant que la loi lui doit, noms compris : à remettre à cette autorité seule.";
    warning.className = what.value === "rows" ? "help" : "todo";
  };
  for (const one of [what, format]) one.addEventListener("change", fill);
  fill();
  if (!(await agreed("Exporter pour un autre programme", "Exporter", labelled("Quoi", what), warning, labelled("Sous quelle forme", format), labelled("Dans le fichier", file)))) return;
  const done = await work({ what: what.value, excel: format.value === "excel", file: file.value }, "export");
  if (done) tell(done.text, "good");
}
