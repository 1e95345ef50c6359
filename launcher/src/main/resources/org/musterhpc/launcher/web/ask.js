// Asks before anything is changed, and tells what came of it.
import {h} from './dom.js';
import {act} from './api.js';

const dialog = document.getElementById('dialog');
const told = document.getElementById('told');
let clearing = 0;

export function tell(text) {
  clearTimeout(clearing);
  told.textContent = text;
  clearing = setTimeout(() => { told.textContent = ''; }, 8000);
}

// fields: [{name, label, value, hint, kind}]; send: from their values to what is sent
export function ask({title, text, fields = [], yes, danger, campaign, word, send}) {
  const inputs = new Map(fields.map(field => [field.name, h('input', {
    name: field.name, value: field.value ?? '', type: field.kind ?? 'text', placeholder: field.hint, required: field.required, autocomplete: 'off', spellcheck: 'false'})]));
  const problem = h('p', {class: 'bad', role: 'alert'});
  const go = h('button', {class: danger ? 'danger' : 'strong', type: 'submit'}, yes);
  const form = h('form', {method: 'dialog', onsubmit: async event => {
    event.preventDefault();
    go.disabled = true;
    problem.textContent = '';
    try {
      const values = Object.fromEntries([...inputs].map(([name, input]) => [name, input.type === 'checkbox' ? input.checked : input.value.trim()]));
      const done = await act(campaign, word, send ? send(values) : {});
      dialog.close();
      tell(sentence(word, done));
      dispatchEvent(new Event('changed'));
    } catch (failure) {
      problem.textContent = failure.message + (failure.advice ? ' – ' + failure.advice : '');
    }
    go.disabled = false;
  }},
  h('h2', {id: 'dialog-title'}, title),
  text ? h('p', null, text) : null,
  fields.map(field => h('label', {class: field.kind === 'checkbox' ? 'line' : null}, field.kind === 'checkbox' ? [inputs.get(field.name), field.label] : [field.label, inputs.get(field.name)])),
  problem,
  h('div', {class: 'actions'}, go, h('button', {type: 'button', onclick: () => dialog.close()}, 'Leave it')));
  dialog.replaceChildren(form);
  dialog.showModal();
}

function sentence(word, done) {
  const what = {
    pause: () => 'Paused: what runs goes on.',
    resume: () => 'Resumed.',
    cancel: () => done.cancelled + ' cancelled' + (done.sure ? '.' : ', but not all that was meant.'),
    retry: () => done.requeued + ' sent again.',
    scale: () => done.elements + ' there, or coming.',
  }[word]();
  return [what, ...(done.notes ?? [])].join(' ');
}

// The actions on a campaign, or on some of its tasks.
export function actions(campaign, status) {
  const paused = status.paused;
  return h('div', {class: 'actions', role: 'group', 'aria-label': 'Actions'},
    h('button', {onclick: () => paused
      ? ask({title: 'Resume ' + campaign + '?', text: 'Agents claim tasks again.', yes: 'Resume', campaign, word: 'resume'})
      : ask({title: 'Pause ' + campaign + '?', text: 'What runs goes on; nothing more is begun.', yes: 'Pause', campaign, word: 'pause'})},
    paused ? 'Resume…' : 'Pause…'),
    h('button', {disabled: status.total.dead + status.total.cancelled === 0, onclick: () => again(campaign, {})}, 'Run failed ones again…'),
    h('button', {onclick: () => ask({title: 'Scale ' + campaign, text: 'So many agents (or elements of arrays) on a cluster: a number, auto or per-task.', yes: 'Scale',
      fields: [{name: 'cluster', label: 'Cluster', value: status.clusters?.[0]?.cluster ?? 'local', required: true}, {name: 'elements', label: 'Agents', value: 'auto', required: true}],
      campaign, word: 'scale', send: values => values})}, 'Scale…'),
    h('button', {class: 'danger', disabled: status.complete, onclick: () => stop(campaign, {})}, 'Cancel…'));
}

export function again(campaign, which) {
  const ids = which.ids ?? [];
  ask({
    title: ids.length ? 'Run ' + ids.join(', ') + ' again?' : 'Run all dead tasks of ' + campaign + ' again?',
    text: 'Agents that are there will run them. Changed settings are for these tasks alone.',
    yes: 'Run again', campaign, word: 'retry',
    fields: [
      {name: 'walltime', label: 'Walltime', hint: 'as before, or 2h'},
      {name: 'memory', label: 'Memory', hint: 'as before, or 8G'},
      {name: 'other', label: 'A parameter', hint: 'as before, or NAME=VALUE'},
      {name: 'cancelled', label: 'cancelled ones, too', kind: 'checkbox'},
    ],
    send: values => ({...which, cancelled_too: values.cancelled, set: [
      values.walltime && 'walltime=' + values.walltime, values.memory && 'memory=' + values.memory, values.other].filter(Boolean)}),
  });
}

export function stop(campaign, which) {
  const ids = which.ids ?? [];
  ask({
    title: ids.length ? 'Cancel ' + ids.join(', ') + '?' : 'Cancel all of ' + campaign + '?',
    text: ids.length ? 'What runs of it is killed.' : 'Every task that has not ended is cancelled, what runs is killed, and its allocations are given back.',
    yes: 'Cancel ' + (ids.length ? 'it' : 'all'), danger: true, campaign, word: 'cancel', send: () => which,
  });
}
