// The documents, by meeting and funder, with what is still to be written in them.
"use strict";

parts.documents = async () => {
  const body = byId("documents-body");
  const said = await asked("documents");
  if (!said) return body.replaceChildren();
  if (!said.groups.length) return body.replaceChildren(help("Aucun document encore : « Préparer la réunion » les écrit."));
  const folder = button("Ouvrir le dossier", () => asked("open", { path: said.folder }), "quiet small");
  body.replaceChildren(...said.groups.flatMap(group), element("div", { className: "bar" }, folder));
};

function group({ title, documents }) {
  return [element("h3", { textContent: title }), element("ul", { className: "rows" }, ...documents.map(shown))];
}

function shown({ name, kind, path, toComplete, changed }) {
  const open = button(name, async () => { if (await asked("open", { path })) tell(`« ${name} » s'ouvre.`); }, "link");
  const what = element("span", { className: "what" }, open, kind ? element("span", { className: "aside", textContent: ` ${kind}` }) : "");
  if (changed) return element("li", {}, what, element("span", { className: "aside", textContent: "modifié par vous : il ne sera pas remplacé" }));
  if (!toComplete.length) return element("li", {}, what);
  return element("li", {}, what, element("span", { className: "aside" }, element("span", { className: "todo", textContent: "à compléter : " }), toComplete.join(" ; ")));
}
