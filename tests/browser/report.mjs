// node report.mjs CHROMIUM PAGE KIND: opens a report and uses it as a reader would. Prints one line for everything that
// is not as it should be, and exits with 1 if there was any.
//   KIND  one (a report of one run), or many (whose names are attacks)
import { pathToFileURL } from 'node:url';
import { Browser, Tab } from './browser.mjs';

const [program, file, kind] = process.argv.slice(2);
const url = pathToFileURL(file).href;
const wrong = [];
const check = (good, what) => {
  if (!good) wrong.push(what);
};

// Functions below run in the page.
const helpers = `
  const one = (selector) => document.querySelector(selector);
  const canvas = () => one('.curve.drawn canvas');
  /** Pixels that are not the colour of most of them. */
  const drawn = () => {
    const { width, height } = canvas();
    const pixels = new Uint32Array(canvas().getContext('2d').getImageData(0, 0, width, height).data.buffer);
    return pixels.reduce((count, pixel) => count + (pixel >>> 24 > 0), 0);
  };
  const picture = () => canvas().toDataURL();
  const visible = (selector) => [...document.querySelectorAll(selector)].some((each) => each.checkVisibility());
`;

async function inPage(tab, body) {
  const value = await tab.eval(`(() => { ${helpers} ${body} })()`);
  await tab.settle();
  return value;
}

function sound(tab, name) {
  for (const complaint of tab.complaints) wrong.push(name + ': the page complains: ' + complaint);
  const foreign = tab.requests.filter((each) => each !== url && !each.startsWith('data:'));
  check(foreign.length === 0, name + ': asked for ' + foreign.join(' '));
}

async function changes(tab, what, body) {
  const before = await inPage(tab, 'return picture();');
  await inPage(tab, body);
  check((await inPage(tab, 'return picture();')) !== before, what + ' changes nothing on the curve');
}

async function controls(tab) {
  check((await inPage(tab, 'return drawn();')) > 1000, 'the canvas is blank');
  check(!(await inPage(tab, "return visible('.curve.drawn .static');")), 'both curves are shown');
  await changes(tab, 'smoothing', `const slider = one('.curve.drawn input[type=range]'); slider.value = 0.97;
    slider.dispatchEvent(new Event('input'));`);
  check((await inPage(tab, "return one('.curve.drawn output').textContent;")) === '0.97', 'the slider says nothing');
  await changes(tab, 'log scale', "one('.curve.drawn .log').click();");
  await changes(tab, 'the legend', "one('.curve.drawn .legend [data-line]').click();");
  check((await inPage(tab, "return one('.legend [data-line]').getAttribute('aria-pressed');")) === 'false',
    'a hidden line is still pressed');
  await inPage(tab, "one('.curve.drawn .legend [data-line]').click();");
  await changes(tab, 'the x axis', `const axis = one('.curve.drawn select'); axis.selectedIndex = axis.options.length - 1;
    axis.dispatchEvent(new Event('change'));`);
  await changes(tab, 'the theme', "one('#theme').click();");
  await inPage(tab, `one('.curve.drawn .u-over').dispatchEvent(
    new KeyboardEvent('keydown', { key: 'PageDown', bubbles: true }));`);
  check((await inPage(tab, "return one('.readout').textContent;")).length > 10, 'arrow keys read nothing');
}

async function zoom(tab) {
  const box = await inPage(tab, "const box = one('.curve.drawn .u-over').getBoundingClientRect(); return { x: box.x, y: box.y, width: box.width, height: box.height };");
  const mouse = (type, x, buttons) => tab.send('Input.dispatchMouseEvent',
    { type, x, y: box.y + box.height / 2, button: 'left', buttons, clickCount: 1 });
  await mouse('mousePressed', box.x + box.width * 0.3, 1);
  for (const share of [0.4, 0.5, 0.6]) await mouse('mouseMoved', box.x + box.width * share, 1);
  await mouse('mouseReleased', box.x + box.width * 0.6, 0);
  await tab.settle();
  check(await inPage(tab, "return visible('.curve.drawn .reset');"), 'dragging does not zoom');
  await inPage(tab, "one('.curve.drawn .reset').click();");
  check(!(await inPage(tab, "return visible('.curve.drawn .reset');")), 'no way back from zooming');
}

async function languages(tab) {
  const text = () => inPage(tab, "return one('h1').innerText + one('.controls').innerText;");
  const first = await text();
  await inPage(tab, "one('#language').click();");
  const second = await text();
  check(/[\u4e00-\u9fff]/.test(first) !== /[\u4e00-\u9fff]/.test(second), 'the language does not change');
  await inPage(tab, "one('#language').click();");
  check((await text()) === first, 'the language does not change back');
}

async function shape(tab, name) {
  check(await inPage(tab, 'return document.documentElement.scrollWidth <= innerWidth;'), name + ': wider than the window');
}

/** WCAG contrast of what is written, in the theme that is on: at least 4.5. */
async function contrast(tab, name) {
  const poor = await inPage(tab, `
    const channel = (value) => (value / 255 <= 0.03928 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
    const light = (text) => {
      const [r, g, b] = text.match(/[\\d.]+/g).map(Number);
      return 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
    };
    const behind = (node) => {
      for (; node; node = node.parentElement) {
        const paint = getComputedStyle(node).backgroundColor;
        if (!/rgba.*, 0\\)|transparent/.test(paint)) return paint;
      }
      return 'rgb(255, 255, 255)';
    };
    const poor = new Set();
    for (const node of document.querySelectorAll('main *, header *, footer *')) {
      const own = [...node.childNodes].some((child) => child.nodeType === 3 && child.data.trim());
      if (!own || !node.checkVisibility() || node.closest('svg, [aria-pressed=false], option')) continue;
      const pair = [light(getComputedStyle(node).color), light(behind(node))].sort((a, b) => b - a);
      if ((pair[0] + 0.05) / (pair[1] + 0.05) < 4.5) poor.add(node.tagName + '.' + node.className);
    }
    return [...poor];`);
  check(poor.length === 0, name + ': hard to read: ' + poor.join(' '));
}

async function read(browser, name, options, use) {
  const tab = await Tab.open(browser, url, options);
  await use(tab);
  sound(tab, name);
  await tab.close();
}

const browser = await Browser.start(program);
try {
  await read(browser, 'wide', {}, async (tab) => {
    await shape(tab, 'wide');
    await contrast(tab, 'wide');
    if (kind === 'many') await inPage(tab, "one('.overlay').scrollIntoView({ behavior: 'instant' });");
    await controls(tab);
    await zoom(tab);
    await languages(tab);
    if (kind === 'one') {
      check(await inPage(tab, "return one('a.mark') && one(one('a.mark').hash) !== null;"), 'marks lead nowhere');
    }
    check(!(await inPage(tab, "return window.attacked || one('main img, main iframe');")), 'an attack got in');
  });
  await read(browser, 'narrow and dark', { width: 360, height: 700, dark: true }, async (tab) => {
    await shape(tab, 'narrow');
    await contrast(tab, 'dark');
  });
  await read(browser, 'without script', { script: false }, async (tab) => {
    // The protocol may look at a page whose own scripts are off.
    const text = await tab.eval(`document.querySelector('main').innerText`);
    check(text.length > 500, 'without script: nothing to read');
    check(await tab.eval(`[...document.querySelectorAll('.curve .static')].every((each) => each.checkVisibility())`),
      'without script: no curve');
    check(!(await tab.eval(`[...document.querySelectorAll('.choices, .controls')].some((each) => each.checkVisibility())`)),
      'without script: controls that do nothing');
  });
  await read(browser, 'printed', {}, async (tab) => {
    await tab.media(false, true);
    check(await inPage(tab, "return visible('.static') && !visible('.controls, .plot, .choices');"), 'printed: not for paper');
  });
} finally {
  await browser.stop();
}
for (const what of wrong) console.log(what);
process.exit(wrong.length > 0 ? 1 : 0);
