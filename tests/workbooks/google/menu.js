// Runs the menu's script on a tab given as JSON on standard input, as Apps Script would; tells what it did on standard output.
// usage: node menu.js SCRIPT FUNCTION < {"name", "values", "notes", "at": [row, column]}
const fs = require('fs');
const vm = require('vm');
const given = JSON.parse(fs.readFileSync(0, 'utf8'));
const done = { menu: [], alerts: [], toasts: [], at: given.at || [1, 1], hidden: [], shown: [] };
const values = given.values.map((row) => row.map((cell) => (cell && cell.date ? new Date(cell.date) : cell)));
const sheet = {
  getName: () => given.name,
  getDataRange: () => ({ getNotes: () => given.notes, getValues: () => values }),
  getRange: (row, column) => [row, column],
  setActiveSelection: (at) => { done.at = at; },
  hideRows: (row) => done.hidden.push(row),
  showRows: (first, count) => done.shown.push([first, count]),
  getMaxRows: () => values.length,
};
const menu = { addItem: (label, name) => { done.menu.push([label, name]); return menu; }, addSeparator: () => menu, addToUi: () => {} };
const ui = { createMenu: (name) => { done.menu.push([name, '']); return menu; }, alert: (...words) => done.alerts.push(words), ButtonSet: { OK: 'OK' } };
const SpreadsheetApp = {
  getUi: () => ui,
  getActiveSheet: () => sheet,
  getCurrentCell: () => ({ getRow: () => done.at[0], getColumn: () => done.at[1] }),
  getActiveSpreadsheet: () => ({ toast: (text) => done.toasts.push(text) }),
};
const context = vm.createContext({ SpreadsheetApp, Date });
vm.runInContext(fs.readFileSync(process.argv[2], 'utf8'), context);
vm.runInContext(`${process.argv[3]}()`, context);
process.stdout.write(JSON.stringify(done));
