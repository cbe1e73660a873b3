// The window of the coordinator: two buttons, how far the work is, what it found, and the documents it wrote.
"use strict";

function tell(text, kind = "") {
  byId("status").replaceChildren(...(text ? [element("p", { className: `told lines ${kind}`, textContent: text })] : []));
}

function busy(yes) {
  byId("prepare").disabled = byId("check").disabled = yes;
  byId("working").hidden = !yes;
}

async function begin(what) {
  tell("");
  byId("result").hidden = true;
  busy(true);
  try {
    await ask("run", { what });
    follow();
  } catch (error) {
    busy(false);
    tell(error.told ?? "Le programme ne répond plus : fermer cette page et relancer.", "bad");
  }
}

async function follow() {
  try {
    const { step, share, done, error, result } = await ask("progress");
    byId("step").textContent = step;
    byId("progress").value = share;
    if (!done) return setTimeout(follow, 300);
    busy(false);
    if (error) return tell(error, "bad");
    if (result) show(result);
  } catch (error) {
    busy(false);
    tell(error.told ?? "Le programme ne répond plus : fermer cette page et relancer.", "bad");
  }
}

function show(result) {
  tell(result.summary, result.errors ? "" : "good");
  byId("documents").replaceChildren(...result.documents.map(({ name, path }) => element("li", {}, button(name, "open", { path }))));
  byId("documents-part").hidden = !result.documents.length;
  byId("changes").textContent = result.changes;
  byId("changes-part").hidden = !result.changes;
  byId("counts").replaceChildren(...result.counts.map(([siae, ...numbers]) => element("tr", {}, element("th", { scope: "row", textContent: siae }), ...numbers.map((number) => element("td", { className: "number", textContent: number })))));
  byId("anomalies").replaceChildren(...result.anomalies.map(group));
  byId("result").hidden = false;
}

function group({ siae, errors, warnings, found }) {
  const lines = found.map(({ severity, where, message, tab, cell }) => element("li", { className: severity }, cell ? button(where, "show", { siae, tab, cell }) : where, ` ${message}`));
  return element("details", {}, element("summary", { textContent: `${siae} : ${errors} à corriger, ${warnings} à vérifier` }), element("ul", {}, ...lines));
}

function button(text, path, data) {
  return element("button", { type: "button", className: "link", textContent: text, onclick: async () => {
    try { tell((await ask(path, data)).message ?? ""); } catch (error) { tell(error.told ?? "Impossible de l'ouvrir.", "bad"); }
  } });
}

async function start() {
  byId("prepare").addEventListener("click", () => begin("prepare"));
  byId("check").addEventListener("click", () => begin("check"));
  setInterval(() => ask("here").catch(() => {}), 5000);
  try {
    const { programme, workbook, folder, asked } = await ask("about");
    byId("title").textContent = programme;
    document.title = `${programme} – préparer la réunion`;
    byId("where").textContent = `${workbook}, dossier « ${folder} »`;
    if (asked) begin(asked);
  } catch (error) {
    tell(error.told ?? "Cette page n'est plus reliée au programme : la fermer et relancer.", "bad");
    byId("prepare").disabled = byId("check").disabled = true;
  }
}

start();
