// The form for the phone: drawn from the definition, checked by the server as one types, kept here until the tab has it.
"use strict";

const kept = (name, otherwise) => JSON.parse(localStorage.getItem(`${name} ${secret}`) ?? "null") ?? otherwise;
const keep = (name, value) => localStorage.setItem(`${name} ${secret}`, JSON.stringify(value));
const touched = new Set();
let asked = null; // the definition of the form
let checking = 0; // the number of the last check sent
let pause = null;
let sending = false;

function tell(text, kind = "") {
  const box = document.createElement("p");
  box.className = `told ${kind}`;
  box.textContent = text;
  byId("status").replaceChildren(...(text ? [box] : []));
  if (text) byId("status").scrollIntoView({ block: "center" });
}

function control(field) {
  const common = { id: field.id, name: field.id };
  const typed = { ...common, maxLength: field.most };
  if (field.options.length) {
    return element("select", common, element("option", { value: "", textContent: "" }), ...field.options.map((value) => element("option", { value, textContent: value })));
  }
  if (field.long) return element("textarea", typed);
  return element("input", { ...typed, type: "text", inputMode: field.digits ? "numeric" : "text", placeholder: field.type === "date" ? "jj/mm/aaaa" : "" });
}

function draw() {
  byId("title").textContent = asked.title;
  byId("where").textContent = `${asked.programme} – ${asked.siae} (${asked.who})`;
  const groups = Map.groupBy ? Map.groupBy(asked.fields, (field) => field.group) : grouped(asked.fields);
  byId("fields").replaceChildren(...[...groups].map(([group, fields]) => element("fieldset", {}, element("legend", { textContent: group }), ...fields.map(question))));
  const draft = kept("draft", {});
  for (const field of asked.fields) byId(field.id).value = draft[field.id] ?? "";
  byId("form").hidden = false;
}

function grouped(fields) {
  const found = new Map();
  for (const field of fields) found.set(field.group, [...(found.get(field.group) ?? []), field]);
  return found;
}

function question(field) {
  const input = control(field);
  input.setAttribute("aria-describedby", `${field.id}-help ${field.id}-problem`);
  if (field.required) input.setAttribute("aria-required", "true");
  input.addEventListener("input", typed);
  input.addEventListener("blur", () => { slashes(field, input); touched.add(field.id); typed(); });
  return element("div", { className: "field" },
    element("label", { htmlFor: field.id, textContent: field.label + (field.required ? " *" : "") }),
    element("p", { id: `${field.id}-help`, className: "help", textContent: field.help }),
    input, element("p", { id: `${field.id}-problem`, className: "problem", hidden: true }));
}

function slashes(field, input) {
  const digits = /^(\d{2})(\d{2})(\d{4})$/.exec(input.value);
  if (field.type === "date" && digits) input.value = digits.slice(1).join("/");
}

const texts = () => Object.fromEntries(asked.fields.map(({ id }) => [id, byId(id).value.trim()]).filter(([, text]) => text));

function typed() {
  keep("draft", texts());
  clearTimeout(pause);
  pause = setTimeout(check, 400);
}

async function check() {
  const number = ++checking;
  try {
    const { wrong } = await ask("check", { texts: texts() });
    if (number === checking) show(wrong, touched);
  } catch { /* without a network nothing is said: the server checks again when it is sent */ }
}

function show(wrong, where) {
  for (const { id } of asked.fields) {
    const problem = where.has(id) ? wrong[id] ?? "" : "";
    byId(`${id}-problem`).textContent = problem;
    byId(`${id}-problem`).hidden = !problem;
    if (problem) byId(id).setAttribute("aria-invalid", "true"); else byId(id).removeAttribute("aria-invalid");
  }
}

function summarise(wrong) {
  const known = new Set(asked.fields.map(({ id }) => id));
  const lines = Object.entries(wrong).map(([id, text]) => element("li", {}, known.has(id) ? element("a", { href: `#${id}`, textContent: text, onclick: (event) => { event.preventDefault(); byId(id).focus(); } }) : text));
  byId("summary").replaceChildren(element("p", { textContent: "À corriger avant l'envoi :" }), element("ul", {}, ...lines));
  byId("summary").hidden = !lines.length;
  if (lines.length) byId("summary").focus();
}

function submit(event) {
  event.preventDefault();
  if (!Object.keys(texts()).length) return tell("Rien n'est encore saisi.", "bad");
  const key = crypto.getRandomValues(new Uint32Array(4)).join("-");
  keep("queue", [...kept("queue", []), { key, texts: texts(), at: new Date().toLocaleTimeString("fr-FR", { hour: "2-digit", minute: "2-digit" }) }]);
  clear();
  send();
}

function clear() {
  keep("draft", {});
  touched.clear();
  byId("form").reset();
  show({}, touched);
  summarise({});
}

async function send() {
  if (sending) return;
  sending = true;
  try {
    for (let next = waiting(); next; next = waiting()) {
      list();
      const said = await ask("send", { key: next.key, texts: next.texts });
      if (said.outcome === "added") {
        drop(next);
        tell(said.message, "good");
      } else {
        keep("queue", kept("queue", []).map((item) => (item.key === next.key ? { ...item, said } : item)));
        if (!Object.keys(texts()).length) correct({ ...next, said });
      }
    }
  } catch (error) {
    tell(error.told ?? "Pas de réseau : la saisie est gardée sur ce téléphone et partira toute seule. Laisser cette page ouverte, ou y revenir.", "bad");
    if (!error.final) setTimeout(send, 15000);
  } finally {
    sending = false;
    list();
  }
}

const waiting = () => kept("queue", []).find(({ said }) => !said);
const drop = (item) => keep("queue", kept("queue", []).filter(({ key }) => key !== item.key));

function correct(item) { // back to the fields, with what is wrong beside each
  if (Object.keys(texts()).length) return tell("Envoyer ou effacer d'abord la saisie en cours.", "bad");
  drop(item);
  for (const { id } of asked.fields) byId(id).value = item.texts[id] ?? "";
  keep("draft", texts());
  asked.fields.forEach(({ id }) => touched.add(id));
  tell("");
  show(item.said.wrong, touched);
  summarise(item.said.wrong);
  list();
}

function list() {
  const queue = kept("queue", []);
  byId("waiting").hidden = !queue.length;
  byId("queue").replaceChildren(...queue.map((item) => {
    const name = `${item.texts.nom ?? ""} ${item.texts.prenom ?? ""} (${item.at}) `;
    if (!item.said) return element("li", { textContent: name });
    return element("li", {}, name, element("button", { type: "button", className: "quiet", textContent: "Corriger", onclick: () => correct(item) }));
  }));
}

async function start() {
  if ("serviceWorker" in navigator && isSecureContext) navigator.serviceWorker.register("worker.js");
  if (!secret) return tell("Ce lien est incomplet : ouvrir le lien entier reçu de la coordination.", "bad");
  try {
    asked = await ask("form");
    keep("form", asked);
    tell(asked.notice);
  } catch (error) {
    asked = kept("form", null);
    if (error.final || !asked) return tell(error.told ?? "Pas de réseau : réessayer dans un moment.", "bad");
    tell("Pas de réseau : ce qui est tapé est gardé sur ce téléphone.", "bad");
  }
  draw();
  byId("form").addEventListener("submit", submit);
  byId("clear").addEventListener("click", () => { if (confirm("Effacer ce qui est tapé ici ?")) { clear(); tell(""); } });
  addEventListener("online", send);
  send();
}

start();
