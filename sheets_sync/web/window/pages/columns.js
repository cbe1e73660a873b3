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
    ...said.others.length ? [element("p", { textContent: "Onglets qui ne sont pas lus :" }), element("ul", { className: "rows" }, ...said.others.map((other) => otherTab(other, said.forms, body)))] : [],
    ...said.members.map((member, number) => tabColumns(member, `${member.siae} (« ${member.tab} »)`, number)),
    ...said.coordination.length ? [element("p", { textContent: "Onglets de coordination :" })] : [],
    ...said.coordination.map((one, number) => {
      const columns = tabColumns(one, one.tab === one.label ? one.tab : `${one.label} (« ${one.tab} »)`, said.members.length + number);
      columns.append(leaving(one.tab, body));
      return columns;
    }));
}

function tabColumns({ siae, form, columns, fields }, called, number) {
  const unread = columns.filter(({ field }) => !field).length;
  const rows = columns.map((one, index) => columnChoice({ siae, form }, one, fields, `as-${number}-${index}`));
  return element("details", {}, element("summary", { textContent: `${called} : ${counted(columns.length, "colonne")}, ${counted(unread, "non lue", "non lues")}` }), ...rows);
}

function columnChoice(tab, { column, title, field, isDoubtful, order }, fields, id) {
  const known = fields.some((one) => one.field === field);
  const which = choice(id, fields.map((one) => [one.field, one.label]), "Aucun (pas lue)");
  // A column of several fields is none that could be chosen here.
  if (field && !known) which.append(element("option", { value: field, textContent: "Plusieurs champs (comme aujourd’hui)" }));
  which.value = field;
  which.addEventListener("change", async () => {
    const done = await asked("column", { ...tab, column, field: which.value });
    if (done) tell(done.message, "good");
    else which.value = field;
  });
  const what = labelled(`${column}, « ${title} »${isDoubtful ? " (à préciser)" : ""}`, which);
  return order === null ? what : element("div", {}, what, dateOrder(tab, title, field, order, id));
}

// Asked where real dates and typed ones of a column do not agree.
function dateOrder(tab, title, field, order, id) {
  const which = choice(`${id}-order`, [["day_first", "justes"], ["month_first", "à jour et mois inversés"]], "à vérifier");
  which.value = order;
  which.addEventListener("change", async () => {
    const done = which.value && await asked("order", { ...tab, field, order: which.value });
    if (done) tell(done.message, "good");
    else which.value = order;
  });
  return labelled(`Les dates de « ${title} » sont`, which);
}

// The button by which a tab is left aside: from then on it stands among those that are not read.
function leaving(tab, body) {
  const leave = button("Laisser de côté", () => settled(body, "leave_aside", { tab }), "link");
  leave.setAttribute("aria-label", `Laisser de côté : ${tab}`);
  return leave;
}

// What is said of a tab, kept; then all is shown as it is by now.
async function settled(body, action, data, readAgain) {
  const done = await asked(action, data);
  if (!done || (readAgain && !await work({ what: "check" }))) return;
  await drawColumns(body);
  tell(done.message, "good");
}

function otherTab({ tab, isLeft }, forms, body) {
  // It is read at once, so that its columns can be settled too.
  const ofMember = button("C’est l’onglet d’une SIAE…", async () => {
    const name = element("input", { id: "attach-name", type: "text", value: tab });
    const kind = choice("attach-kind", kinds.map((one) => [one, one]), "Choisir");
    if (!(await agreed(`Onglet « ${tab} »`, "Noter", labelled("Nom de la SIAE", name), labelled("Type", kind)))) return;
    await settled(body, "attach", { tab, name: name.value, kind: kind.value }, true);
  }, "quiet small");
  ofMember.setAttribute("aria-label", `C’est l’onglet d’une SIAE : ${tab}`);
  const ofAll = button("C’est un onglet de coordination…", async () => {
    const form = choice("attach-form", forms.map((one) => [one.form, one.label]), "Choisir");
    if (!(await agreed(`Onglet « ${tab} »`, "Noter", labelled("Il est lu comme", form))) || !form.value) return;
    await settled(body, "attach_coordination", { tab, form: form.value }, true);
  }, "quiet small");
  ofAll.setAttribute("aria-label", `C’est un onglet de coordination : ${tab}`);
  return element("li", {}, element("span", { className: "what", textContent: tab }), ofMember, ofAll, isLeft ? "" : leaving(tab, body));
}
