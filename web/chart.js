'use strict';
// A figure of the report as a plot that answers: smoothing, log scale, x axis, what is shown, zoom, a readout.

/** The text in the language that the page is in. */
const say = (en, zh) => (document.documentElement.lang === 'zh' ? zh : en);
const color = (name) => getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();

/** Exponential moving average without the bias of its start (Kingma & Ba 2015), as experiment trackers draw it. */
function smoothed(values, weight) {
  let mean = 0;
  let mass = 0;
  return values.map((value) => {
    mean = weight * mean + (1 - weight) * value;
    mass = weight * mass + (1 - weight);
    return mean / mass;
  });
}

const RUN_COLORS = 8;
const FIRST_RUNS = 16; // of many, shown until the reader asks for others
const TARGET_ROOM = 1.5; // times the height of the curve that a far target may add to the picture

class Chart {
  /** `figure` is filled; `runs` are objects of the page's data. */
  constructor(figure, runs) {
    this.figure = figure;
    this.runs = runs.filter((run) => run.loss && run.loss.x.length > 1);
    this.many = figure.classList.contains('overlay');
    this.state = { smoothing: 0.6, log: false, ruler: 'steps' };
    this.hidden = new Set(['rate', ...this.runs.map((run, i) => 'run-' + i).slice(this.many ? FIRST_RUNS : 0)]);
    if (this.runs.length > 0) this.build();
  }

  build() {
    this.controls = document.getElementById('controls').content.firstElementChild.cloneNode(true);
    this.host = Object.assign(document.createElement('div'), { className: 'plot' });
    this.legend = Object.assign(document.createElement('div'), { className: 'legend' });
    this.readout = Object.assign(document.createElement('p'), { className: 'readout' });
    this.figure.prepend(this.controls, this.host, this.legend, this.readout);
    this.figure.classList.add('drawn');
    this.lines = this.many ? this.runs.map((run, i) => this.runLine(run, i)).flat() : this.lineList(this.runs[0]);
    this.wire();
    this.draw();
    this.width = this.host.clientWidth;
    new ResizeObserver(() => {
      if (this.width === this.host.clientWidth) return;
      this.width = this.host.clientWidth;
      this.plot.setSize(this.size());
    }).observe(this.host);
  }

  /** The lines of the plot of one run, in the order in which they are drawn. */
  lineList(run) {
    const lines = [];
    const add = (id, label, data, y, look) => lines.push({ id, label, run, data, y, ...look });
    if (run.loss.low) {
      const spread = { width: 0, stroke: 'transparent', quiet: true, with: 'records' };
      add('high', null, run.loss, run.loss.high, spread);
      add('low', null, run.loss, run.loss.low, { ...spread, band: 'faint' });
    }
    const judged = run.judgedIsEval ? ['evaluation loss', '验证 loss'] : ['records', '记录'];
    add('records', judged, run.loss, run.loss.y, { stroke: 'faint', width: 1 });
    if (run.fit.x.length > 1) {
      const ahead = run.fit.x.map((x) => run.end && x >= run.loss.x[run.loss.x.length - 1]);
      const only = (values) => values.map((value, i) => (ahead[i] ? value : null));
      const edge = { width: 0, stroke: 'transparent', quiet: true, with: 'fit' };
      add('fit-high', null, run.fit, only(run.fit.high), edge);
      add('fit-low', null, run.fit, only(run.fit.low), { ...edge, band: 'accent-wash' });
      const label = run.end ? ['fit and forecast', '拟合与预测'] : ['fit', '拟合'];
      add('fit', label, run.fit, run.fit.y, { stroke: 'ink', width: 1, dash: [4, 4] });
    }
    if (run.eval) add('eval', ['evaluation', '验证'], run.eval, run.eval.y, { stroke: 'evaluation', width: 1.5, dots: true });
    if (run.bleu) add('bleu', ['BLEU', 'BLEU'], run.bleu, run.bleu.y, { stroke: 'bleu', width: 1.5, dots: true, scale: 'bleu' });
    if (run.rate) add('rate', ['learning rate', '学习率'], run.rate, run.rate.y, { stroke: 'rate', width: 1, scale: 'rate' });
    add('smooth', ['smoothed', '平滑'], run.loss, null, { stroke: 'accent', width: 2 });
    return lines;
  }

  runLine(run, index) {
    const name = [run.name, run.name];
    const look = { stroke: 'run-' + ((index % RUN_COLORS) + 1), width: 1.75 };
    if (index >= RUN_COLORS) look.dash = index >= 2 * RUN_COLORS ? [2, 3] : [7, 3];
    return [{ id: 'run-' + index, label: name, run, data: run.loss, y: null, ...look }];
  }

  // Controls.

  wire() {
    const slider = this.controls.querySelector('input[type=range]');
    const output = this.controls.querySelector('output');
    slider.addEventListener('input', () => {
      this.state.smoothing = Number(slider.value);
      output.textContent = this.state.smoothing.toFixed(2);
      this.plot.setData(this.table(), false);
      this.plot.redraw();
    });
    const log = this.controls.querySelector('.log');
    log.disabled = !this.runs.some((run) => run.loss.y.some((value) => value > 0));
    log.addEventListener('change', () => {
      this.state.log = log.checked;
      this.draw(true);
    });
    this.axis = this.controls.querySelector('select');
    this.axis.addEventListener('change', () => {
      this.state.ruler = this.axis.value;
      this.draw();
    });
    this.reset = this.controls.querySelector('.reset');
    this.reset.addEventListener('click', () => this.draw());
    this.fillAxis();
    this.controls.querySelector('.axis').hidden = this.axis.options.length < 2;
    for (const line of this.lines) if (line.label) this.legend.append(this.legendButton(line));
    if (!this.many) return;
    this.legend.prepend(this.choice('all', ['all', '全选'], () => new Set()),
      this.choice('none', ['none', '全不选'], () => new Set(this.lines.map((line) => line.id))));
  }

  /** A button that shows and hides all runs at once. */
  choice(id, label, hidden) {
    const button = Object.assign(document.createElement('button'), { type: 'button', className: 'choice' });
    button.dataset.choice = id;
    const words = ['en', 'zh'].map((lang, i) => Object.assign(document.createElement('span'), { lang, textContent: label[i] }));
    button.append(...words);
    button.addEventListener('click', () => {
      this.hidden = hidden();
      for (const each of this.legend.querySelectorAll('[data-line]')) {
        each.setAttribute('aria-pressed', String(!this.hidden.has(each.dataset.line)));
      }
      this.draw(true);
    });
    return button;
  }

  fillAxis() {
    const known = Object.entries(RULERS).filter(
      ([, ruler]) => (!ruler.many || this.many) && this.runs.every((run) => ruler.of(run)));
    this.axis.replaceChildren(...known.map(([id]) => new Option(this.rulerLabel(id), id)));
    this.axis.value = this.state.ruler;
  }

  rulerLabel(id) {
    const counted = this.runs.filter((run) => run.unit === 'steps').length;
    if (id !== 'steps' || counted === this.runs.length) return say(...RULERS[id].label);
    return counted === 0 ? say('record', '记录') : say('step or record', '步或记录');
  }

  legendButton(line) {
    const button = Object.assign(document.createElement('button'), { type: 'button' });
    button.dataset.line = line.id;
    button.setAttribute('aria-pressed', String(!this.hidden.has(line.id)));
    const swatch = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    swatch.setAttribute('viewBox', '0 0 18 10');
    swatch.setAttribute('aria-hidden', 'true');
    const stroke = document.createElementNS('http://www.w3.org/2000/svg', 'line');
    const attributes = { x1: 1, x2: 17, y1: 5, y2: 5, 'stroke-width': Math.max(1.5, line.width) };
    if (line.dash) attributes['stroke-dasharray'] = line.dash.join(' ');
    for (const [name, value] of Object.entries(attributes)) stroke.setAttribute(name, value);
    stroke.style.stroke = 'var(--' + line.stroke + ')';
    swatch.append(stroke);
    line.nameNode = Object.assign(document.createElement('span'), { className: 'name', textContent: say(...line.label) });
    button.append(swatch, line.nameNode);
    button.addEventListener('click', () => {
      if (!this.hidden.delete(line.id)) this.hidden.add(line.id);
      button.setAttribute('aria-pressed', String(!this.hidden.has(line.id)));
      this.draw(true);
    });
    return button;
  }

  // Data.

  isShown(line) {
    return !this.hidden.has(line.with ?? line.id);
  }

  values(line) {
    const values = line.y ?? smoothed(line.data.y, this.state.smoothing);
    const positive = this.state.log && !line.scale;
    return positive ? values.map((value) => (value > 0 ? value : null)) : values;
  }

  table() {
    const ruler = RULERS[this.state.ruler];
    return uPlot.join(this.lines.map((line) => [this.increasing(line.data.x.map(ruler.of(line.run))), this.values(line)]));
  }

  /** The plot wants x to rise; points that share an x keep their order in the least step that a number can make. */
  increasing(xs) {
    for (let i = 1; i < xs.length; ++i) {
      if (!(xs[i] > xs[i - 1])) xs[i] = xs[i - 1] + Math.max(1e-9, Math.abs(xs[i - 1]) * 1e-12);
    }
    return xs;
  }

  /** What y must hold: the losses in sight, less a few that are so far off that the rest would be flat. */
  yRange(plot) {
    const [min, max] = this.sight ?? [-Infinity, Infinity];
    let low = Infinity;
    let high = -Infinity;
    const top = Math.max(...this.runs.map((run) => run.top));
    this.lines.forEach((line, i) => {
      if (line.scale || !this.isShown(line)) return;
      plot.data[i + 1].forEach((value, k) => {
        const x = plot.data[0][k];
        if (value == null || x < min || x > max || (line.with === 'fit' && value < 0)) return;
        low = Math.min(low, value);
        high = Math.max(high, value);
      });
    });
    if (!(high >= low)) return [0.1, 1];
    high = Math.max(low, Math.min(high, top));
    if (high === low) return [low - Math.abs(low) * 0.05 - 0.01, high + Math.abs(high) * 0.05 + 0.01];
    const target = this.target();
    if (target != null && target < low && low - target <= TARGET_ROOM * (high - low)) low = target;
    if (this.state.log && low > 0) return [low / (high / low) ** 0.04, high * (high / low) ** 0.04];
    const room = 0.04 * (high - low);
    return [low >= 0 && low - room < 0 ? 0 : low - room, high + room];
  }

  target() {
    return this.runs.find((run) => run.target != null)?.target;
  }

  // Drawing.

  size() {
    const width = Math.max(240, this.host.clientWidth);
    return { width, height: Math.round(Math.min(400, Math.max(260, width * 0.42))) };
  }

  /** Draws anew; `keep` keeps the part of x that is in sight. */
  draw(keep = false) {
    const sight = keep && this.whole ? this.sight : null;
    this.plot?.destroy();
    if (!keep) this.whole = this.sight = null;
    this.paint = Object.fromEntries(
      ['ink', 'muted', 'faint', 'rule', 'good', 'error', 'accent', 'accent-wash'].map((name) => [name, color(name)]));
    this.plot = new uPlot(this.options(), this.table(), this.host);
    if (sight && this.isZoomed(sight)) this.plot.setScale('x', { min: sight[0], max: sight[1] });
    this.over = this.plot.over;
    this.over.tabIndex = 0;
    this.over.setAttribute('role', 'application');
    this.over.setAttribute('aria-label', say('Curve: arrow keys move along it', '曲线：用方向键沿曲线移动'));
    this.over.addEventListener('keydown', (event) => this.move(event));
  }

  options() {
    const log = this.state.log;
    const drawing = (this.drawing = (this.drawing ?? 0) + 1);
    const has = (scale) => this.lines.some((line) => line.scale === scale && this.isShown(line));
    const font = '12px ' + color('sans');
    const axis = { stroke: this.paint.muted, font, ticks: { show: false }, grid: { stroke: this.paint.rule, width: 1 } };
    const side = (scale, label, values) => ({ ...axis, scale, side: 1, show: has(scale), size: 52, grid: { show: false },
      values, stroke: color(scale), label, labelFont: font, labelSize: 18, labelGap: 0 });
    const bands = [];
    this.lines.forEach((line, i) => {
      if (line.band) bands.push({ series: [i, i + 1], fill: color(line.band) + (line.band === 'faint' ? '55' : '') });
    });
    return {
      ...this.size(),
      padding: [22, has('bleu') || has('rate') ? 0 : 12, 0, 0],
      legend: { show: false },
      cursor: { y: false, points: { size: 6 }, drag: { x: true, y: false } },
      scales: {
        x: { time: false, range: (plot, min, max) => this.xRange(plot, min, max) },
        y: { distr: log ? 3 : 1, range: (plot) => this.yRange(plot) },
        bleu: { range: (plot, min, max) => [0, Math.max(max ?? 0, 0.01) * 1.1] },
        rate: { range: (plot, min, max) => [0, (max || 1) * 1.1] },
      },
      axes: [
        { ...axis, label: this.rulerLabel(this.state.ruler), labelFont: font, labelSize: 20, size: 28,
          grid: { show: false }, splits: (plot, i, low, high) => linearTicks(low, high, plot.width / 90),
          values: (plot, ticks) => ticks.map(place) },
        { ...axis, size: 48, filter: (plot, ticks) => ticks,
          splits: (plot, i, low, high) => (log ? logTicks : linearTicks)(low, high, plot.height / 50),
          values: (plot, ticks) => ticks.map(short) },
        side('bleu', 'BLEU', (plot, ticks) => ticks.map(short)),
        side('rate', say('learning rate', '学习率'), (plot, ticks) => ticks.map(short)),
      ],
      series: [{}, ...this.lines.map((line) => this.seriesOf(line))],
      bands,
      hooks: {
        drawClear: [(plot) => this.drawBehind(plot)],
        draw: [(plot) => this.drawAbove(plot)],
        setCursor: [(plot) => this.read(plot)],
        ready: [(plot) => this.showZoom(plot, drawing)],
        setScale: [(plot, scale) => scale === 'x' && plot === this.plot && this.showZoom(plot, drawing)],
      },
    };
  }

  seriesOf(line) {
    const few = line.data.x.length <= 60;
    const stroke = line.stroke === 'transparent' ? 'transparent' : color(line.stroke);
    return {
      scale: line.scale ?? 'y', show: this.isShown(line), stroke, width: line.width, dash: line.dash, spanGaps: true,
      points: { show: Boolean(line.dots) && few, size: 5, fill: stroke },
      ...(line.quiet ? { points: { show: false } } : {}),
    };
  }

  /** The part of x in sight, kept for yRange(): the plot's own scale is not set yet when y is asked for. */
  xRange(plot, min, max) {
    return (this.sight = this.widened(plot, min, max));
  }

  widened(plot, min, max) {
    if (min == null || max == null) return [0, 1];
    const ends = this.runs.filter((run) => run.end || run.last).map((run) => this.rule(run)(run.end ?? run.last));
    // Called with the extent of the data first, with what the reader chose afterwards.
    if (this.plot && this.plot === plot) return [min, max];
    const high = Math.max(max, ...ends);
    return high > min ? [min, high] : [min, min + 1];
  }

  rule(run) {
    return RULERS[this.state.ruler].of(run);
  }

  drawBehind(plot) {
    const { ctx, bbox } = plot;
    if (this.many || this.runs[0].lost == null) return;
    const from = Math.max(bbox.left, plot.valToPos(this.rule(this.runs[0])(this.runs[0].lost), 'x', true));
    const to = Math.min(bbox.left + bbox.width, plot.valToPos(this.rule(this.runs[0])(this.runs[0].last), 'x', true));
    if (to <= from) return;
    ctx.save();
    ctx.globalAlpha = 0.1;
    ctx.fillStyle = this.paint.error;
    ctx.fillRect(from, bbox.top, to - from, bbox.height);
    ctx.restore();
    this.write(plot, say('NaN or infinite from here', '此后为 NaN 或无穷'), from + 8 * devicePixelRatio,
      bbox.top + 18 * devicePixelRatio, this.paint.error);
  }

  drawAbove(plot) {
    const { ctx, bbox } = plot;
    const target = this.target();
    const y = target == null ? NaN : plot.valToPos(target, 'y', true);
    if (y >= bbox.top && y <= bbox.top + bbox.height) {
      this.rulerLine(plot, bbox.left, y, bbox.left + bbox.width, y, this.paint.good, [1, 4]);
      this.write(plot, say('target ', '目标 ') + short(target), bbox.left + bbox.width - 6 * devicePixelRatio,
        y - 6 * devicePixelRatio, this.paint.good, 'right');
    }
    if (this.many) return;
    const run = this.runs[0];
    const upright = (x, paint, dash, text) => {
      const at = plot.valToPos(this.rule(run)(x), 'x', true);
      if (at < bbox.left || at > bbox.left + bbox.width) return;
      this.rulerLine(plot, at, bbox.top, at, bbox.top + bbox.height, paint, dash);
      if (text) this.write(plot, text, at - 6 * devicePixelRatio, bbox.top + 16 * devicePixelRatio, paint, 'right');
    };
    for (const x of run.resumes) upright(x, this.paint.faint, [2, 3], run.resumes.length < 5 && say('resumed', '续训'));
    if (run.end && run.end > run.last) upright(run.end, this.paint.muted, [6, 4], say('planned end', '计划终点'));
    ctx.setLineDash([]);
  }

  rulerLine({ ctx }, x0, y0, x1, y1, paint, dash) {
    ctx.save();
    ctx.strokeStyle = paint;
    ctx.lineWidth = 1.25 * devicePixelRatio;
    ctx.setLineDash(dash.map((each) => each * devicePixelRatio));
    ctx.beginPath();
    ctx.moveTo(x0, y0);
    ctx.lineTo(x1, y1);
    ctx.stroke();
    ctx.restore();
  }

  write({ ctx }, text, x, y, paint, align = 'left') {
    ctx.save();
    ctx.font = 11 * devicePixelRatio + 'px ' + color('sans');
    ctx.fillStyle = paint;
    ctx.textAlign = align;
    ctx.fillText(text, x, y);
    ctx.restore();
  }

  /** Findings stand on the curve as links; those that would touch are one mark with several numbers. */
  putMarks() {
    this.marks?.forEach((mark) => mark.remove());
    this.marks = [];
    if (this.many) return;
    const run = this.runs[0];
    const { min, max } = this.plot.scales.x;
    const placed = run.marks
      .map((mark) => ({ ...mark, at: this.plot.valToPos(this.rule(run)(mark.x), 'x'), x: this.rule(run)(mark.x) }))
      .filter((mark) => mark.x >= min && mark.x <= max).sort((a, b) => a.at - b.at);
    let label = null;
    for (const mark of placed) {
      const link = document.createElement('a');
      link.className = 'mark ' + mark.severity;
      link.href = '#finding-' + this.figure.dataset.number + '-' + mark.number;
      link.style.left = mark.at + 'px';
      link.title = mark.number + ' ' + this.titleOf(link.hash);
      link.setAttribute('aria-label', say('finding ', '问题 ') + link.title);
      const number = Object.assign(document.createElement('b'), { textContent: mark.number });
      // Numbers that would cover each other stand side by side.
      if (label && mark.at - label.at < 20) {
        label.shift = (label.shift ?? 0) + 18;
        number.style.marginLeft = label.shift + (label.at - mark.at) + 'px';
      } else {
        label = mark;
      }
      link.append(number);
      this.over.append(link);
      this.marks.push(link);
    }
  }

  titleOf(hash) {
    const shown = document.querySelector(hash + ' h4 [lang="' + document.documentElement.lang + '"]');
    return (shown ?? document.querySelector(hash + ' h4'))?.textContent ?? '';
  }

  isZoomed([min, max]) {
    return min > this.whole[0] || max < this.whole[1];
  }

  /** Plots speak up a moment after they are made; one that has been replaced meanwhile is not listened to. */
  showZoom(plot, drawing) {
    if (drawing !== this.drawing) return;
    this.plot = plot;
    this.over = plot.over;
    const sight = [plot.scales.x.min, plot.scales.x.max];
    this.whole ??= sight;
    this.reset.hidden = !this.isZoomed(sight);
    this.putMarks();
  }

  // Reading.

  move(event) {
    const step = { ArrowLeft: -1, ArrowRight: 1, PageUp: -20, PageDown: 20 }[event.key];
    if (!step) return;
    event.preventDefault();
    const count = this.plot.data[0].length;
    const at = Math.min(count - 1, Math.max(0, (this.plot.cursor.idx ?? -1) + step));
    this.plot.setCursor({ left: this.plot.valToPos(this.plot.data[0][at], 'x'), top: 0 });
  }

  read(plot) {
    const index = plot.cursor.idx;
    if (index == null) {
      this.readout.textContent = '';
      return;
    }
    const parts = [this.rulerLabel(this.state.ruler) + ' ' + place(plot.data[0][index])];
    this.lines.forEach((line, i) => {
      if (!line.label || !this.isShown(line)) return;
      const value = this.nearest(plot, i + 1, index);
      if (value != null && parts.length < 8) parts.push(say(...line.label) + ' ' + short(value));
    });
    this.readout.textContent = parts.join('  ·  ');
  }

  /** The line's value at the index or, as lines have points of their own, at the last one before. */
  nearest(plot, series, index) {
    for (let i = index; i >= 0; --i) if (plot.data[series][i] != null) return plot.data[series][i];
    return null;
  }

  /** After the language or the colours have changed. */
  refresh() {
    if (!this.plot) return;
    this.fillAxis();
    for (const line of this.lines) if (line.nameNode) line.nameNode.textContent = say(...line.label);
    this.draw(true);
  }
}
