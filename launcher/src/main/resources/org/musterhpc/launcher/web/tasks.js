// All tasks of a campaign: only rows that are seen are there, and only parts that are scrolled to are asked for. The list is as high as
// all of them are; browsers know a highest, so that of very many a pixel of the list is more than one of the rows.
import {h, fill, number, brief, chip} from './dom.js';
import {look, path} from './api.js';

const HEIGHT = 30;
const HIGHEST = 15_000_000;
const PART = 500;
const STATES = ['PENDING', 'BLOCKED', 'DELAYED', 'WORKING', 'DONE', 'DEAD', 'CANCELLED'];
const OUTCOMES = ['OK', 'EXIT', 'SIGNAL', 'OOM', 'WALLTIME', 'NODE_LOST', 'PREEMPTED', 'CANCELLED', 'OUTPUT_MISSING', 'BAD_MESSAGE', 'START_FAILED', 'SETUP'];

const address = (name, id) => '#/c/' + encodeURIComponent(name) + '/t/' + encodeURIComponent(id);

function row(name, task, index, chosen, top) {
  const params = brief(task.params);
  const node = h('div', {class: 'row', role: 'row', id: 'row-' + index, 'aria-rowindex': index + 2, 'aria-selected': index === chosen ? 'true' : 'false'},
    h('span', {role: 'gridcell', title: task.id}, h('a', {href: address(name, task.id), tabindex: -1}, task.id)),
    h('span', {role: 'gridcell'}, chip(task.state)),
    h('span', {role: 'gridcell', class: 'more'}, task.outcome ? [task.outcome, task.exit ? ' ' + task.exit : ''] : ''),
    h('span', {role: 'gridcell', class: 'more'}, number(task.attempt)),
    h('span', {role: 'gridcell', class: 'more', title: params}, params),
    h('span', {role: 'gridcell'}, task.host ?? task.agent ?? ''));
  node.style.top = top + 'px';
  return node;
}

export function tasks(page, main, name, query) {
  let rows = []; // that are known, one after the other
  let base = 0; // how many stand before them
  let next = ''; // what stands behind them; null: nothing
  let counted = null; // how many there are; null: nobody has counted what is looked for
  let top = 0; // how many pixels of rows are above what is seen
  let scrolled = 0; // what the list was last told for it
  let asking = false;
  let chosen = 0;
  const countable = !query.get('outcome') && !query.get('where');

  const select = (label, key, values) => h('label', null, label, h('select', {name: key},
    h('option', {value: ''}, 'any'), values.map(value => h('option', {value, selected: query.get(key) === value}, value))));
  const stages = h('span', null);
  const told = h('p', {class: 'faint', role: 'status'}, 'Asking …');
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
  main.append(h('h1', null, 'Tasks of ', name), h('div', {class: 'filters'}, form, go), told, list);

  function filter() {
    const wanted = new URLSearchParams([...new FormData(form)].filter(([, value]) => value !== ''));
    location.hash = '#/c/' + encodeURIComponent(name) + '/tasks?' + wanted;
  }

  const all = () => next === null ? base + rows.length : Math.max(base + rows.length, counted ?? 0);
  const most = () => Math.max(0, (all() + 1) * HEIGHT - list.clientHeight);
  const scale = () => Math.max(1, most() / Math.max(1, Math.min((all() + 1) * HEIGHT, HIGHEST) - list.clientHeight));

  function scrollTo(pixels) {
    top = Math.max(0, Math.min(most(), pixels));
    list.scrollTop = top / scale();
    scrolled = list.scrollTop;
  }

  function draw() {
    const first = Math.max(0, Math.floor(top / HEIGHT) - 10);
    const last = Math.min(all(), first + Math.ceil(list.clientHeight / HEIGHT) + 20);
    const known = rows.slice(Math.max(0, first - base), Math.max(0, last - base));
    const from = Math.max(first, base);
    list.hidden = all() === 0 && next === null; // a grid without rows is none
    shown.style.height = Math.min(all() * HEIGHT, HIGHEST) + 'px';
    shown.style.top = -HEIGHT + 'px';
    shown.replaceChildren(...known.map((task, i) => row(name, task, from + i, chosen, (from + i + 1) * HEIGHT - top + list.scrollTop)));
    if (document.getElementById('row-' + chosen)) list.setAttribute('aria-activedescendant', 'row-' + chosen);
    else list.removeAttribute('aria-activedescendant');
    const seen = Math.floor(top / HEIGHT);
    if (seen < base || seen > base + rows.length + PART) part(Math.max(0, seen - PART / 4));
    else if (next !== null && last > base + rows.length - PART / 2) part(null);
  }

  // Asks for what follows the rows that are known; or for what stands elsewhere, and forgets those.
  async function part(from) {
    if (asking || (from === null && next === null)) return;
    asking = true;
    let got = false;
    await page.tries(async () => {
      let place = from === null ? next : '';
      let found = [];
      // What is looked for may be far between: parts can be empty.
      for (let round = 0; place !== null && found.length === 0 && round < 50; round++) {
        const wanted = new URLSearchParams(query);
        wanted.set('limit', PART);
        if (from > 0 && round === 0) wanted.set('from', from);
        else wanted.set('after', place);
        const answer = await look(path(name, 'tasks') + '?' + wanted, page.signal);
        found = answer.tasks;
        place = answer.next;
      }
      if (from !== null) {
        base = from;
        rows = [];
      }
      rows.push(...found);
      next = place;
      // What is counted off by time or by the buckets of a hash ends a little before or after the last: the end is the end.
      chosen = Math.max(0, Math.min(all() - 1, chosen));
      if (top > most()) scrollTo(most());
      tell();
      got = true;
    });
    if (!got) await new Promise(done => setTimeout(done, 2000));
    asking = false;
    if (!page.signal.aborted) draw();
  }

  function tell() {
    const sure = next === null || counted !== null;
    list.setAttribute('aria-rowcount', sure ? all() + 1 : -1);
    fill(told, all() === 0 && next === null ? 'There are no such tasks.' : number(counted ?? all()) + (sure ? ' tasks.' : ' tasks so far; scroll for more.'));
  }

  function choose(index) {
    chosen = Math.max(0, Math.min(all() - 1, index));
    const at = chosen * HEIGHT;
    if (at < top) scrollTo(at);
    if (at + 2 * HEIGHT > top + list.clientHeight) scrollTo(at + 2 * HEIGHT - list.clientHeight);
    draw();
  }

  list.addEventListener('scroll', () => requestAnimationFrame(() => {
    if (list.scrollTop !== scrolled) {
      scrolled = list.scrollTop;
      top = scrolled * scale();
    }
    draw();
  }), {passive: true});
  list.addEventListener('wheel', event => {
    if (scale() === 1 || event.ctrlKey || event.deltaY === 0) return;
    event.preventDefault(); // of very many the list itself would skip rows
    scrollTo(top + event.deltaY * (event.deltaMode === 1 ? HEIGHT : event.deltaMode === 2 ? list.clientHeight : 1));
    draw();
  }, {passive: false});
  list.addEventListener('keydown', event => {
    const page = Math.max(1, Math.floor(list.clientHeight / HEIGHT) - 2);
    const by = {ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -all(), End: all()}[event.key];
    if (by !== undefined) {
      event.preventDefault();
      choose(chosen + by);
    } else if (event.key === 'Enter' && rows[chosen - base]) {
      location.hash = address(name, rows[chosen - base].id);
    }
  });
  let staged = false;
  page.every(5, async () => {
    const status = await look(path(name), page.signal);
    if (!staged) fill(stages, select('Stage', 'stage', status.stages.map(stage => stage.stage)));
    staged = true;
    if (countable) {
      const states = query.get('state') ? query.get('state').toLowerCase().split(',') : STATES.map(state => state.toLowerCase());
      counted = status.stages.filter(stage => !query.get('stage') || stage.stage === query.get('stage'))
        .reduce((sum, stage) => sum + states.reduce((here, state) => here + (stage[state] ?? 0), 0), 0);
      tell();
      draw();
    }
  });
  part(null);
}
