// What each tab and each column is read as, and what it is instead.
"use strict";

function columnsPart() {
  const body = element("div", { id: "columns-body" });
  const look = button("Voir les onglets et leurs colonnes", () => drawColumns(body), "quiet");
  look.id = "columns-look";
  return element("div", {}, element("h3", { textContent: "Ce que l’outil lit" }), help("Dire ce qu’est une colonne ou un onglet qui n’est pas lu, ou qu’une colonne est mal lue. Le classeur n’est pas changé."), look, body);
}

async function drawColumns(body) {
  let said = await asked("tabs");
  if (said && !said.read && await work({ what: "check" })) said = await asked("tabs");
  if (!said?.read) return;
  body.replaceChildren(
    ...said.others.length ? [element("p", { textContent: "Onglets qui ne sont pas lus :" }), element("ul", { className: "rows" }, ...said.others.map((other) => otherTab(other, body)))] : [],
    ...said.coordination.length ? [element("p", { textContent: "Onglets de coordination, sous un autre nom que les nôtres :" }), element("ul", { className: "rows" }, ...said.coordination.map(detachableTab))] : [],
    ...said.members.map((member, number) => memberColumns(member, said.fields, number)));
}

function memberColumns({ siae, tab, columns }, fields, number) {
  const unread = columns.filter(({ field }) => !field).length;
  const rows = columns.map((one, index) => columnChoice(siae, one, fields, `as-${number}-${index}`));
  return element("details", {}, element("summary", { textContent: `${siae} (« ${tab} ») : ${columns.length} colonnes, ${unread} non lue(s)` }), ...rows);
}

function columnChoice(siae, { column, title, field, isDoubtful, order }, fields, id) {
  const known = fields.some((one) => one.field === field);
  const which = choice(id, fields.map((one) => [one.field, one.label]), "Aucun (pas lue)");
  // A column of several fields is none that could be chosen here.
  if (field && !known) which.append(element("option", { value: field, textContent: "Plusieurs champs (comme aujourd’hui)" }));
  which.value = field;
  which.addEventListener("change", async () => {
    const done = await asked("column", { siae, column, field: which.value });
    if (done) tell(done.message, "good");
    else which.value = field;
  });
  const what = labelled(`${column}, « ${title} »${isDoubtful ? " (à préciser)" : ""}`, which);
  return order === null ? what : element("div", {}, what, dateOrder(siae, title, field, order, id));
}

// Asked where real dates and typed ones of a column do not agree.
function dateOrder(siae, title, field, order, id) {
  const which = choice(`${id}-order`, [["day_first", "justes"], ["month_first", "à jour et mois inversés"]], "à vérifier");
  which.value = order;
  which.addEventListener("change", async () => {
    const done = which.value && await asked("order", { siae, field, order: which.value });
    if (done) tell(done.message, "good");
    else which.value = order;
  });
  return labelled(`Les dates de « ${title} » sont`, which);
}

// The button by which a tab is left aside; `gone` takes away what stands there once it is.
function leaving(tab, action, gone) {
  const leave = button("Laisser de côté", async () => {
    const done = await asked(action, { tab });
    if (!done) return;
    gone();
    tell(done.message, "good");
  }, "link");
  leave.setAttribute("aria-label", `Laisser de côté : ${tab}`);
  return leave;
}

function detachableTab({ tab, label }) {
  const line = element("li", {}, element("span", { className: "what", textContent: `${tab} : ${label}` }));
  line.append(leaving(tab, "detach", () => line.remove()));
  return line;
}

function otherTab({ tab, isLeft }, body) {
  const say = button("C’est l’onglet d’une SIAE…", async () => {
    const name = element("input", { id: "attach-name", type: "text", value: tab });
    const kind = choice("attach-kind", kinds.map((one) => [one, one]), "Choisir");
    if (!(await agreed(`Onglet « ${tab} »`, "Noter", labelled("Nom de la SIAE", name), labelled("Type", kind)))) return;
    const done = await asked("attach", { tab, name: name.value, kind: kind.value });
    if (!done) return;
    // It is read at once, so that its columns can be settled too.
    if (await work({ what: "check" })) await drawColumns(body);
    tell(done.message, "good");
  }, "quiet small");
  say.setAttribute("aria-label", `C’est l’onglet d’une SIAE : ${tab}`);
  const leave = leaving(tab, "leave_aside", () => leave.remove());
  return element("li", {}, element("span", { className: "what", textContent: tab }), say, isLeft ? "" : leave);
}
