// What both pages share: the secret after the « # », questions to the program, pieces of the page.
"use strict";

let secret = location.hash.slice(1);
const byId = (id) => document.getElementById(id);

async function ask(path, data) {
  const how = data === undefined ? {} : { method: "POST", body: JSON.stringify(data) };
  const answer = await fetch(path, { ...how, headers: { Authorization: `Bearer ${secret}`, "Content-Type": "application/json" } });
  const said = await answer.json();
  if (!answer.ok) throw Object.assign(new Error(said.message), { told: said.message, final: answer.status === 403 || answer.status === 400 });
  return said;
}

function element(tag, properties, ...inside) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...inside);
  return made;
}
