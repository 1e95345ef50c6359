// Lines over time, as SVG: the same words stand beside it for whoever does not see it.
import {h, svg, number} from './dom.js';

const WIDTH = 600;
const HEIGHT = 100;

// series: [{name, css, values}], values as many as times
export function chart(title, unit, times, series) {
  const highest = Math.max(1e-9, ...series.flatMap(each => each.values));
  const first = times[0] ?? 0;
  const span = Math.max(1, (times[times.length - 1] ?? 0) - first);
  const told = each => each.name + ' ' + number(each.values.at(-1) ?? 0) + unit + ' (at most ' + number(Math.max(0, ...each.values)) + ')';
  const said = series.map(told).join(', ');
  const lines = series.map(each => svg('polyline', {
    class: each.css,
    points: each.values.map((value, i) => ((times[i] - first) / span * WIDTH).toFixed(1) + ','
      + (HEIGHT - 2 - value / highest * (HEIGHT - 6)).toFixed(1)).join(' '),
  }));
  return h('figure', null,
    h('figcaption', null, h('b', null, title), series.map(each => [' ', h('span', {class: 'faint'}, h('i', {class: 'key ' + each.css}), told(each))])),
    times.length < 2
      ? h('p', {class: 'faint'}, 'A line is drawn as soon as there is something to compare.')
      : svg('svg', {class: 'chart', viewBox: '0 0 ' + WIDTH + ' ' + HEIGHT, preserveAspectRatio: 'none', role: 'img', 'aria-label': title + ': ' + said}, lines),
    times.length < 2 ? null : h('div', {class: 'axis'},
      h('span', null, new Date(first).toLocaleTimeString()), h('span', null, new Date(first + span).toLocaleTimeString())));
}

// How many a second, between each two points; smooth over some of them, as tasks end when they end.
export function rates(times, values) {
  const reach = Math.max(1, Math.min(5, Math.floor(times.length / 8)));
  return values.map((value, i) => {
    const before = Math.max(0, i - reach);
    const passed = (times[i] - times[before]) / 1000;
    return passed > 0 ? Math.max(0, (value - values[before]) / passed) : 0;
  });
}
