// The meeting: the next step, the others, and what the last work found.
"use strict";

async function drawSteps() {
  const state = await asked("state");
  if (!state) return;
  byId("title").textContent = state.programme;
  document.title = `${state.programme} – préparer la réunion`;
  byId("where").textContent = `${state.workbook}, dossier « ${state.folder} »`;
  byId("next-meeting").textContent = state.meeting;
  byId("last-run").textContent = state.last;
  const next = state.steps.find(({ done }) => !done);
  byId("steps").replaceChildren(...state.steps.map((step) => (step === next ? nextStep(step) : otherStep(step))));
  if (!next) byId("steps").append(element("li", { className: "next" }, element("strong", { textContent: "Tout est prêt pour la réunion." }), help("Les documents sont dans la partie « Documents ».")));
}

function nextStep({ place, label, said }) {
  const go = button(label, () => (place === "meeting" ? prepare() : open(place)));
  go.id = "next";
  return element("li", { className: "next" }, element("p", { textContent: said }), go);
}

function otherStep({ place, label, said, done }) {
  const mark = element("span", { className: "mark", textContent: done ? "✓" : "·" });
  mark.setAttribute("aria-hidden", "true");
  const name = place === "meeting" ? element("span", { textContent: label }) : button(label, () => open(place), "link");
  return element("li", { className: done ? "done" : "" }, mark, element("span", {}, name, ` ${done ? "– " : ""}${done ? said : ""}`));
}

async function prepare() {
  show(await work({ what: "prepare" }));
}

async function check() {
  show(await work({ what: "check" }));
}

async function show(result) {
  if (!result) return;
  await drawSteps();
  tell(result.summary, result.errors ? "" : "good");
  byId("changes").textContent = result.changes;
  byId("changes-part").hidden = !result.changes;
  byId("counts").replaceChildren(...result.counts.map(([siae, ...numbers]) => element("tr", {}, element("th", { scope: "row", textContent: siae }), ...numbers.map((number) => element("td", { className: "number", textContent: number })))));
  byId("anomalies").replaceChildren(...result.anomalies.map(ofSiae));
  if (!result.anomalies.length) byId("anomalies").append(help("Rien à corriger."));
  byId("result").hidden = false;
  byId("check").textContent = "Vérifier de nouveau, sans rien changer";
}

function ofSiae({ siae, errors, warnings, found }) {
  const lines = found.map(({ severity, where, message, tab, cell }) => element("li", { className: severity }, cell ? link(where, "show", { siae, tab, cell }) : where, ` ${message}`));
  return element("details", {}, element("summary", { textContent: `${siae} : ${errors} à corriger, ${warnings} à vérifier` }), element("ul", {}, ...lines));
}

parts.meeting = drawSteps;
byId("check").addEventListener("click", check);
