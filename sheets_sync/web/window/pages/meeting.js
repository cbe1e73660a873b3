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
  if (!state.read) byId("result").hidden = true;
  const next = state.steps.find(({ done }) => !done);
  byId("steps").replaceChildren(...state.steps.map((step) => (step === next ? nextStep(step) : otherStep(step))));
  if (!next) byId("steps").append(element("li", { className: "next" }, element("strong", { textContent: "Tout est prêt pour la réunion." }), help("Les documents sont dans la partie « Documents ».")));
}

const toDo = (place) => ({ meeting: prepare, plan })[place] ?? (() => open(place));

function nextStep({ place, label, said }) {
  const go = button(label, toDo(place));
  go.id = "next";
  return element("li", { className: "next" }, element("p", { textContent: said }), go);
}

function otherStep({ place, label, said, done }) {
  const mark = element("span", { className: "mark", textContent: done ? "✓" : "·" });
  mark.setAttribute("aria-hidden", "true");
  const name = button(label, toDo(place), "link");
  const again = place === "meeting" && done ? [" ", againButton()] : [];
  return element("li", { className: done ? "done" : "" }, mark, element("span", {}, name, ` ${done ? "– " : ""}${done ? said : ""}`, ...again));
}

// What was corrected or decided since counts once the meeting is prepared anew.
function againButton() {
  const again = button("Préparer de nouveau", prepare, "quiet small");
  again.id = "again";
  return again;
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
  goTo(byId("status").firstChild);
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
byId("plan").addEventListener("click", plan);

// When the meetings are held: one of them, its day of the month, hour and place.
async function plan() {
  const said = await asked("meetings");
  if (!said) return;
  const which = choice("plan-name", said.meetings.map(({ name, title }) => [name, title]));
  const week = choice("plan-week", said.weeks.map(({ nth, label }) => [nth, label]));
  const weekday = choice("plan-weekday", said.weekdays.map((day) => [day, day]));
  const time = element("input", { id: "plan-time", type: "text", autocomplete: "off" });
  const place = element("input", { id: "plan-place", type: "text", autocomplete: "off" });
  const when = help("");
  const fill = () => {
    const one = said.meetings.find(({ name }) => name === which.value);
    [week.value, weekday.value, time.value, place.value] = [one.week, one.weekday, one.time, one.place];
    when.textContent = one.isHeld ? `La prochaine : ${one.next}.` : "Pas encore fixée : ni ordre du jour ni invitation ne sont faits.";
  };
  for (const one of [which, week, weekday]) one.firstChild.remove();
  which.addEventListener("change", fill);
  fill();
  const day = element("div", {}, labelled("Chaque mois, le", week, true), labelled("jour", weekday, true), labelled("à", time, true));
  if (!(await agreed("Quand se tient la réunion ?", "Noter", labelled("Réunion", which), when, day, labelled("Où", place)))) return;
  const done = await asked("hold", { name: which.value, week: Number(week.value), weekday: weekday.value, time: time.value, place: place.value });
  if (!done) return;
  await drawSteps();
  tell(done.message, "good");
}
