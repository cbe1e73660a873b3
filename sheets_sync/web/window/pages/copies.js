// The copies: what each was taken before, what is lost by putting it back, and putting it back.
"use strict";

parts.copies = async () => {
  const said = await asked("copies");
  if (!said) return;
  const lines = said.copies.map((copy) => {
    const look = button("Voir ce qui serait perdu", () => compare(copy), "quiet small");
    look.setAttribute("aria-label", `Voir ce qui serait perdu : ${copy.name}`);
    return element("li", {}, element("span", { className: "what" }, element("strong", { textContent: copy.of }), element("br", {}), element("span", { className: "aside", textContent: copy.before ? `gardée avant ${copy.before}` : copy.name })), look);
  });
  byId("copies-body").replaceChildren(lines.length ? element("ul", { className: "rows" }, ...lines) : help("Aucune copie n’est encore gardée : il y en a une dès qu’un fichier est remplacé."));
};

async function compare(copy) {
  const said = await asked("compare", { copy: copy.copy });
  if (!said) return;
  const inside = [help(copy.before ? `Copie gardée avant ${copy.before}.` : copy.name)];
  if (said.uncounted) inside.push(element("p", { className: "lines", textContent: said.uncounted }));
  else if (!said.tabs.length) inside.push(element("p", { textContent: "Aucune saisie ne serait perdue : les onglets sont comme dans la copie." }));
  else inside.push(lostTable(said.tabs));
  if (said.undone.length) inside.push(element("p", { textContent: "Serait annulé aussi :" }), element("ul", {}, ...said.undone.map((run) => element("li", { textContent: run }))));
  const forgotten = element("input", { type: "checkbox", id: "forgotten" });
  if (said.forgotten) inside.push(element("label", { className: "check" }, forgotten, `Faire revenir aussi ${counted(said.forgotten, "ligne")} de personnes oubliées à leur demande`));
  if (!(await agreed(`Remettre cette copie de ${copy.of} ?`, "Remettre la copie", ...inside))) return;
  const done = await asked("restore", { copy: copy.copy, seen: said.seen, forgotten: forgotten.checked });
  if (!done) return;
  await parts.copies();
  tell(done.message, "good");
}

function lostTable(tabs) {
  const head = ["Onglet", "lignes perdues", "lignes qui reviennent", "valeurs changées", "notes perdues"].map((text, index) => element("th", { scope: "col", className: index ? "number" : "", textContent: text }));
  const rows = tabs.map(({ tab, lost, returning, values, notes }) => element("tr", {}, element("th", { scope: "row", textContent: tab }), ...[lost, returning, values, notes].map((count) => element("td", { className: "number", textContent: count }))));
  const scroll = element("div", { className: "scroll", tabIndex: 0 }, element("table", {}, element("thead", {}, element("tr", {}, ...head)), element("tbody", {}, ...rows)));
  scroll.setAttribute("role", "region");
  scroll.setAttribute("aria-label", "Ce qui serait perdu");
  return scroll;
}
