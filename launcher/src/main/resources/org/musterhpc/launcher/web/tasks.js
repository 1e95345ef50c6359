// All tasks of a campaign: only rows that are seen are there, and only parts that are scrolled to are asked for.
import {h, fill, number, chip} from './dom.js';
import {look, path} from './api.js';

const HEIGHT = 30;
const PART = 500;
const STATES = ['PENDING', 'BLOCKED', 'DELAYED', 'WORKING', 'DONE', 'DEAD', 'CANCELLED'];
const OUTCOMES = ['OK', 'EXIT', 'SIGNAL', 'OOM', 'WALLTIME', 'NODE_LOST', 'PREEMPTED', 'CANCELLED', 'OUTPUT_MISSING', 'BAD_MESSAGE', 'START_FAILED', 'SETUP'];

const address = (name, id) => '#/c/' + encodeURIComponent(name) + '/t/' + encodeURIComponent(id);

function row(name, task, index, chosen) {
  const params = Object.entries(task.params ?? {}).map(([key, value]) => key + '=' + (typeof value === 'string' ? value : JSON.stringify(value))).join(' ');
  const node = h('div', {class: 'row', role: 'row', id: 'row-' + index, 'aria-rowindex': index + 2, 'aria-selected': index === chosen ? 'true' : 'false'},
    h('span', {role: 'gridcell', title: task.id}, h('a', {href: address(name, task.id), tabindex: -1}, task.id)),
    h('span', {role: 'gridcell'}, chip(task.state)),
    h('span', {role: 'gridcell', class: 'more'}, task.outcome ? [task.outcome, task.exit ? ' ' + task.exit : ''] : ''),
    h('span', {role: 'gridcell', class: 'more'}, number(task.attempt)),
    h('span', {role: 'gridcell', class: 'more', title: params}, params),
    h('span', {role: 'gridcell'}, task.host ?? task.agent ?? ''));
  node.style.top = (index + 1) * HEIGHT + 'px';
  return node;
}

export function tasks(page, main, name, query) {
  const rows = [];
  let next = '';
  let asking = false;
  let chosen = 0;

  const select = (label, key, values) => h('label', null, label, h('select', {name: key},
    h('option', {value: ''}, 'any'), values.map(value => h('option', {value, selected: query.get(key) === value}, value))));
  const stages = h('span', null);
  const found = h('p', {class: 'faint', role: 'status'}, 'Asking …');
  const form = h('form', {class: 'filters', onsubmit: event => { event.preventDefault(); filter(); }, onchange: event => { if (event.target.tagName === 'SELECT') filter(); }},
    stages, select('State', 'state', STATES), select('Outcome', 'outcome', OUTCOMES),
    h('label', null, 'Parameter', h('input', {name: 'where', value: query.get('where') ?? '', placeholder: 'NAME=VALUE'})),
    h('button', null, 'Filter'));
  const go = h('form', {class: 'filters', onsubmit: event => {
    event.preventDefault();
    const id = go.elements.id.value.trim();
    if (id) location.hash = address(name, id);
  }}, h('label', null, 'Go to a task', h('input', {name: 'id', placeholder: 'its id'})), h('button', null, 'Go'));

  const head = h('div', {class: 'row head', role: 'row', 'aria-rowindex': 1}, [['Task'], ['State'], ['Outcome', 'more'], ['Attempt', 'more'], ['Parameters', 'more'], ['Where']]
    .map(([text, css]) => h('span', {role: 'columnheader', class: css}, text)));
  const shown = h('div', {class: 'fill', role: 'rowgroup'});
  const list = h('div', {class: 'list', role: 'grid', tabindex: 0, 'aria-label': 'Tasks', 'aria-rowcount': -1, 'aria-colcount': 6}, head, shown);
  main.append(h('h1', null, 'Tasks of ', name), h('div', {class: 'filters'}, form, go), found, list);

  function filter() {
    const wanted = new URLSearchParams([...new FormData(form)].filter(([, value]) => value !== ''));
    location.hash = '#/c/' + encodeURIComponent(name) + '/tasks?' + wanted;
  }

  function draw() {
    const first = Math.max(0, Math.floor(list.scrollTop / HEIGHT) - 10);
    const last = Math.min(rows.length, first + Math.ceil(list.clientHeight / HEIGHT) + 20);
    list.hidden = rows.length === 0 && next === null; // a grid without rows is none
    shown.style.height = rows.length * HEIGHT + 'px';
    shown.style.top = -HEIGHT + 'px';
    shown.replaceChildren(...rows.slice(first, last).map((task, i) => row(name, task, first + i, chosen)));
    if (document.getElementById('row-' + chosen)) list.setAttribute('aria-activedescendant', 'row-' + chosen);
    else list.removeAttribute('aria-activedescendant');
    if (next !== null && last > rows.length - PART / 2) more();
  }

  async function more() {
    if (asking || next === null) return;
    asking = true;
    await page.tries(async () => {
      // What is looked for may be far between: parts can be empty.
      for (let round = 0; next !== null && round < 50; round++) {
        const wanted = new URLSearchParams(query);
        wanted.set('limit', PART);
        wanted.set('after', next);
        const part = await look(path(name, 'tasks') + '?' + wanted, page.signal);
        rows.push(...part.tasks);
        next = part.next;
        if (part.tasks.length > 0) break;
      }
      list.setAttribute('aria-rowcount', next === null ? rows.length + 1 : -1);
      fill(found, rows.length === 0 && next === null ? 'There are no such tasks.'
        : number(rows.length) + (next === null ? ' tasks.' : ' tasks so far; scroll for more.'));
    });
    asking = false;
    if (!page.signal.aborted) draw();
  }

  function choose(index) {
    chosen = Math.max(0, Math.min(rows.length - 1, index));
    const top = chosen * HEIGHT;
    if (top < list.scrollTop) list.scrollTop = top;
    if (top + 2 * HEIGHT > list.scrollTop + list.clientHeight) list.scrollTop = top + 2 * HEIGHT - list.clientHeight;
    draw();
  }

  list.addEventListener('scroll', () => requestAnimationFrame(draw), {passive: true});
  list.addEventListener('keydown', event => {
    const page = Math.max(1, Math.floor(list.clientHeight / HEIGHT) - 2);
    const by = {ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -rows.length, End: rows.length}[event.key];
    if (by !== undefined) {
      event.preventDefault();
      choose(chosen + by);
    } else if (event.key === 'Enter' && rows[chosen]) {
      location.hash = address(name, rows[chosen].id);
    }
  });
  page.tries(async () => {
    const status = await look(path(name), page.signal);
    fill(stages, select('Stage', 'stage', status.stages.map(stage => stage.stage)));
  });
  more();
}
