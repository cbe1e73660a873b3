// The people of the tab: those one follows, somebody found by name, and what is changed of them. Nothing of it is kept here.
"use strict";

let person = null; // { name, seen, shown, asked } while somebody is changed; shown: field → what its control showed of it; asked: the fields that it began with

const changing = () => person;
const nameOf = (texts) => `${texts.nom ?? ""} ${texts.prenom ?? ""}`.trim();

function stopChanging() {
  person = null;
  for (const { id } of asked.fields) byId(`${id}-was`).hidden = true;
}

async function goHome() {
  stopChanging();
  touched.clear();
  show({}, touched);
  summarise({});
  byId("form").hidden = true;
  byId("home").hidden = false;
  byId("new").textContent = Object.keys(kept("draft", {})).length ? "Reprendre la saisie commencée" : "Une nouvelle personne";
  scrollTo(0, 0);
  try {
    const { people, why } = await ask("mine");
    byId("mine").replaceChildren(...people.map(followed));
    byId("mine-why").textContent = why;
    byId("mine-part").hidden = !people.length && !why;
  } catch { /* the list stays as it was: what is changed there waits on this phone */ }
}

function followed(texts, number) {
  const name = nameOf(texts);
  const today = asked.fields.filter((field) => field.today);
  const buttons = today.map((field) => {
    const done = texts[field.id] === asked.today;
    const tap = element("button", { type: "button", className: "quiet small", disabled: done, textContent: done ? "noté aujourd’hui" : `${field.label} : aujourd’hui`, onclick: () => sure(tap, () => sendChange({ name, seen: texts, shown: texts }, { [field.id]: asked.today })) });
    tap.setAttribute("aria-describedby", `person-${number}`);
    return tap;
  });
  const last = today.map((field) => `${field.label.toLowerCase()} : ${texts[field.id] || "jamais saisi"}`).join(", ");
  return element("li", {}, element("button", { type: "button", className: "link", id: `person-${number}`, textContent: name, onclick: () => find({ nom: texts.nom, prenom: texts.prenom, date_naissance: texts.date_naissance ?? "" }) }), ...buttons, element("span", { className: "aside", textContent: last }));
}

// The second tap: what the first asked for is done.
function sure(tap, then) {
  if (tap.dataset.sure) return then();
  tap.dataset.sure = "yes";
  tap.textContent = "Confirmer";
  tap.classList.remove("quiet");
}

async function find(who) {
  tell("");
  if (!who.nom || !who.prenom) return tell("Donner le nom et le prénom en entier.", "bad");
  try {
    const { people } = await ask("find", { who });
    if (!people.length) return tell("Aucune personne de ce nom dans l’onglet. Vérifier l’orthographe, nom puis prénom.", "bad");
    byId("search").reset();
    openPerson(people[people.length - 1]);
    if (people.length > 1) tell(`${people.length} parcours à ce nom : le dernier est montré.`);
  } catch (error) {
    tell(error.told ?? "Pas de réseau : chercher une personne demande le réseau.", "bad");
  }
}

function openPerson(texts) {
  touched.clear();
  fill(texts);
  person = { name: nameOf(texts), seen: texts, shown: Object.fromEntries(asked.fields.map(({ id }) => [id, byId(id).value.trim()])), asked: fieldsAsked() };
  for (const { id } of asked.fields) {
    byId(`${id}-was`).textContent = `Dans l’onglet : ${texts[id] ?? ""}`;
    byId(`${id}-was`).hidden = !texts[id];
  }
  byId("home").hidden = true;
  byId("form").hidden = false;
  openParts();
}

// What of somebody is to be changed: a group at a time.
function openParts() {
  byId("step-title").textContent = person.name;
  byId("step-help").textContent = "Que changer ?";
  byId("parts").replaceChildren(...steps.map(([title], number) => element("button", { type: "button", className: "quiet", textContent: number ? title : "Identité, entrée", onclick: () => openStep(number) })));
  byId("parts").hidden = false;
  byId("fields").hidden = true;
  for (const id of ["next", "send", "clear"]) byId(id).hidden = true;
  byId("step-title").focus();
  scrollTo(0, 0);
}

const fieldsAsked = () => new Set(asked.fields.map(({ id }) => id).filter(isAsked));

// What somebody made another text than was shown; a text that was emptied is sent as empty, and so
// is one that is asked for no longer: the reason of a leaving that was taken back.
function changes() {
  const ids = asked.fields.map(({ id }) => id).filter((id) => isAsked(id) || person.asked.has(id));
  const texts = ids.map((id) => [id, isAsked(id) ? byId(id).value.trim() : ""]);
  return Object.fromEntries(texts.filter(([id, text]) => text !== person.shown[id]));
}

function submitChange() {
  const changed = changes();
  if (!Object.keys(changed).length) return tell("Rien n’est changé.", "bad");
  return sendChange(person, changed);
}

// With what was shown of each text: the tab keeps its own where that was something else.
function sendChange({ name, seen, shown }, texts) {
  const before = Object.fromEntries(Object.keys(texts).map((id) => [id, shown[id] ?? ""]));
  enqueue({ kind: "change", seen, shown: before, texts, name });
  return goHome().then(send);
}
