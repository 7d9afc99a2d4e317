'use strict';
// Axes: how numbers are written beside them, where their ticks stand, and what x can count in.

/** Some four significant digits. */
function short(value) {
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 1e5 || size < 1e-3) return value.toExponential(2).replace(/\.?0+e/, 'e').replace('e+', 'e');
  return String(size >= 1000 ? Math.round(value) : Number(value.toPrecision(4)));
}

/** A place on an axis as people read it: 12,000. */
const place = (value) => (Math.abs(value) >= 1e4 ? Math.round(value).toLocaleString('en') : short(value));

/** Places of ticks between low and high: 1, 2 or 5 times a power of ten apart, at most `most`. */
function linearTicks(low, high, most) {
  const rough = (high - low) / Math.max(1, most);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * [1, 2, 5, 10].find((each) => each * power >= rough * 0.999);
  const ticks = [];
  for (let i = Math.ceil(low / step); i * step <= high; ++i) ticks.push(Number((i * step).toPrecision(12)));
  return ticks;
}

/** Ticks of a log axis: powers of ten and their 2 and 5 fold; ordinary ones where the axis holds less than a decade. */
function logTicks(low, high, most) {
  if (!(high / low >= 10)) return linearTicks(low, high, most).filter((tick) => tick > 0);
  const ticks = [];
  const steps = high / low > 1e4 ? [1] : [1, 2, 5];
  for (let power = Math.floor(Math.log10(low)); 10 ** power <= high; ++power) {
    for (const step of steps) ticks.push(step * 10 ** power);
  }
  return ticks.filter((tick) => tick >= low && tick <= high);
}

/** What x can count in. Each turns a run's x into its unit; a run that cannot is told by null. */
const RULERS = {
  steps: { label: ['step', '步'], of: () => (x) => x },
  epochs: { label: ['epoch', 'epoch'], of: (run) => run.epochs && ((x) => run.epochs[0] + run.epochs[1] * x) },
  hours: {
    label: ['hours, about', '小时（约）'],
    of: (run) => run.seconds && ((x) => (run.seconds[0] + run.seconds[1] * x) / 3600),
  },
  share: { label: ['% of the run', '进度（%）'], of: (run) => (x) => (100 * x) / run.last, many: true },
};
