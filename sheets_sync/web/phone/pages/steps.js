// The form in short steps: what is needed first, then a group at a time; each can be the last.
"use strict";

const FIRST = "Pour commencer";
let steps = []; // [title, fields]
let at = 0;

function drawForm() {
  const needed = asked.fields.filter(({ required }) => required);
  const groups = new Map();
  for (const field of asked.fields) if (!field.required) groups.set(field.group, [...(groups.get(field.group) ?? []), field]);
  steps = [[FIRST, needed], ...groups];
  byId("fields").replaceChildren(...steps.map(([title, fields]) => element("fieldset", {}, element("legend", { textContent: title }), ...fields.map(question))));
}

function openStep(number, focus = true) {
  at = number;
  const [title] = steps[at];
  [...byId("fields").children].forEach((one, index) => { one.hidden = index !== at; });
  byId("step-title").textContent = changing() ? `${changing().name} : ${title.toLowerCase()}` : `${title} (${at + 1} sur ${steps.length})`;
  const enough = changing() ? "" : "Les champs suivis de * suffisent pour créer la personne ; le reste peut attendre. ";
  byId("step-help").textContent = at ? "" : `${enough}Ce qui est tapé reste sur ce téléphone jusqu’à l’envoi, même sans réseau : qui le déverrouille peut le lire.`;
  byId("next").hidden = at === steps.length - 1 || Boolean(changing());
  byId("send").textContent = changing() ? "Changer dans l’onglet" : "Envoyer dans l’onglet";
  byId("send").className = byId("next").hidden ? "" : "quiet";
  byId("send").hidden = false;
  byId("clear").hidden = Boolean(changing());
  byId("parts").hidden = true;
  byId("fields").hidden = false;
  showRelevant();
  if (focus) byId("step-title").focus();
  scrollTo(0, 0);
}

function openStepOf(id) {
  openStep(steps.findIndex(([, fields]) => fields.some((field) => field.id === id)), false);
}

// What must be filled in and is not: known without a network too.
function lacking() {
  const empty = asked.fields.filter((field) => field.required && !byId(field.id).value.trim());
  return Object.fromEntries(empty.map(({ id, missing }) => [id, missing]));
}

// Before anything is sent: what lacks would be refused.
function sayWhatLacks() {
  const wrong = lacking();
  Object.keys(wrong).forEach((id) => touched.add(id));
  show(wrong, touched);
  summarise(wrong);
}

// On to the next step, once nothing in this one is wrong, and nobody is entered twice.
async function goOn() {
  const here = steps[at][1].map(({ id }) => id);
  here.forEach((id) => touched.add(id));
  const { wrong, known } = await ask("check", { texts: texts(), whole: at === 0 }).catch(() => ({ wrong: lacking(), known: "" }));
  show(wrong, touched);
  relist(wrong);
  if (known) return tell(`${known} Pour la changer, revenir et la chercher par son nom.`, "bad");
  const first = here.find((id) => wrong[id]);
  if (first) return byId(first).focus();
  if (wrong[""]) return tell(wrong[""], "bad");
  tell("");
  openStep(at + 1);
}

function goBack() {
  tell("");
  summarise({});
  if (changing() && byId("parts").hidden) return openParts();
  if (at === 0 || changing()) return goHome();
  openStep(at - 1);
}

function startNew() {
  stopChanging();
  tell("");
  fill({ ...asked.begins_with, ...kept("draft", {}) });
  byId("home").hidden = true;
  byId("form").hidden = false;
  openStep(0);
}

function clear() {
  keep("draft", {});
  touched.clear();
  fill({});
  show({}, touched);
  summarise({});
}
