// A headless Chromium on a leash: the DevTools protocol over a pipe, which needs no library and no open port.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const LIMIT = 60_000; // milliseconds for one answer

export class Browser {
  static async start(program) {
    const browser = new Browser();
    browser.profile = mkdtempSync(join(tmpdir(), 'sftdoctor-browser-'));
    browser.process = spawn(program, ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage',
      '--no-first-run', '--hide-scrollbars', '--disable-background-networking', '--disable-component-update',
      '--remote-debugging-pipe', '--user-data-dir=' + browser.profile, 'about:blank'],
      { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
    browser.waiting = new Map();
    browser.listeners = [];
    browser.next = 1;
    browser.process.on('exit', () => browser.waiting.forEach(({ reject }) => reject(new Error('the browser has gone'))));
    let rest = Buffer.alloc(0);
    browser.process.stdio[4].on('data', (bytes) => {
      rest = Buffer.concat([rest, bytes]);
      for (let end; (end = rest.indexOf(0)) >= 0; rest = rest.subarray(end + 1)) {
        browser.receive(JSON.parse(rest.subarray(0, end).toString()));
      }
    });
    return browser;
  }

  receive(message) {
    const waiting = this.waiting.get(message.id);
    if (!waiting) return this.listeners.forEach((listener) => listener(message));
    this.waiting.delete(message.id);
    if (message.error) waiting.reject(new Error(message.error.message));
    else waiting.resolve(message.result);
  }

  send(method, params = {}, sessionId = undefined) {
    const id = this.next++;
    this.process.stdio[3].write(JSON.stringify({ id, method, params, sessionId }) + '\0');
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(method + ' got no answer')), LIMIT);
      const done = (settle) => (value) => {
        clearTimeout(timer);
        settle(value);
      };
      this.waiting.set(id, { resolve: done(resolve), reject: done(reject) });
    });
  }

  async stop() {
    await this.send('Browser.close').catch(() => {});
    this.process.kill();
    await new Promise((resolve) => setTimeout(resolve, 200));
    rmSync(this.profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** One page, with everything that it complained about or asked the network for. */
export class Tab {
  static async open(browser, url, { width = 1280, height = 900, dark = false, script = true, scale = 1 } = {}) {
    const tab = new Tab();
    tab.browser = browser;
    tab.complaints = [];
    tab.requests = [];
    const { targetId } = await browser.send('Target.createTarget', { url: 'about:blank' });
    ({ sessionId: tab.session } = await browser.send('Target.attachToTarget', { targetId, flatten: true }));
    tab.target = targetId;
    const loaded = new Promise((resolve) => {
      browser.listeners.push(({ method, params, sessionId }) => {
        if (sessionId !== tab.session) return;
        if (method === 'Page.loadEventFired') resolve();
        if (method === 'Network.requestWillBeSent') tab.requests.push(params.request.url);
        if (method === 'Runtime.exceptionThrown') tab.complaints.push(params.exceptionDetails.exception?.description);
        if (method === 'Log.entryAdded') tab.complaints.push(params.entry.text);
        if (method === 'Runtime.consoleAPICalled') tab.complaints.push(params.args.map((each) => each.value).join(' '));
        if (method === 'Page.javascriptDialogOpening') tab.complaints.push('a dialog: ' + params.message);
      });
    });
    for (const domain of ['Page', 'Runtime', 'Log', 'Network']) await tab.send(domain + '.enable');
    await tab.size(width, height, scale);
    await tab.media(dark);
    if (!script) await tab.send('Emulation.setScriptExecutionDisabled', { value: true });
    await tab.send('Page.navigate', { url });
    await loaded;
    if (script) await tab.settle();
    return tab;
  }

  send(method, params) {
    return this.browser.send(method, params, this.session);
  }
  size(width, height, scale = 1) {
    return this.send('Emulation.setDeviceMetricsOverride',
      { width, height, deviceScaleFactor: scale, mobile: width < 600 });
  }
  media(dark, print = false) {
    return this.send('Emulation.setEmulatedMedia', { media: print ? 'print' : '',
      features: [{ name: 'prefers-color-scheme', value: dark ? 'dark' : 'light' }] });
  }
  /** Two frames, after which observers have run and canvases are drawn. */
  settle() {
    return this.eval('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 50))))');
  }
  async eval(expression) {
    const { result, exceptionDetails } = await this.send('Runtime.evaluate',
      { expression, awaitPromise: true, returnByValue: true });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }
  async picture(whole = false) {
    const { data } = await this.send('Page.captureScreenshot', { format: 'png', captureBeyondViewport: whole });
    return Buffer.from(data, 'base64');
  }
  close() {
    return this.browser.send('Target.closeTarget', { targetId: this.target });
  }
}
