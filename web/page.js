'use strict';
// Language, theme, and a chart for each figure once it comes into sight.
(() => {
  const root = document.documentElement;
  document.querySelector('.choices').hidden = false;
  const data = JSON.parse(document.getElementById('data').textContent);
  const charts = [];
  const refresh = () => charts.forEach((chart) => chart.refresh());

  const language = document.getElementById('language');
  const nameOther = () => {
    const chinese = root.lang === 'zh';
    language.textContent = chinese ? 'English' : '中文';
    language.lang = chinese ? 'en' : 'zh';
  };
  nameOther();
  language.addEventListener('click', () => {
    root.lang = root.lang === 'zh' ? 'en' : 'zh';
    nameOther();
    refresh();
  });

  const prefersDark = matchMedia('(prefers-color-scheme: dark)');
  const theme = document.getElementById('theme');
  const isDark = () => (root.dataset.theme ? root.dataset.theme === 'dark' : prefersDark.matches);
  const nameTheme = () => {
    const [en, zh] = theme.children;
    en.textContent = isDark() ? 'light' : 'dark';
    zh.textContent = isDark() ? '浅色' : '深色';
  };
  nameTheme();
  const recolor = () => {
    nameTheme();
    refresh();
  };
  theme.addEventListener('click', () => {
    root.dataset.theme = isDark() ? 'light' : 'dark';
    recolor();
  });
  prefersDark.addEventListener('change', recolor);

  const draw = (figure) => {
    const which = figure.dataset.run;
    const runs = which === 'all' ? data.runs : data.runs.slice(Number(which), Number(which) + 1);
    if (which !== 'all') figure.dataset.number = Number(which) + 1;
    charts.push(new Chart(figure, runs));
  };
  const seen = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      seen.unobserve(entry.target);
      draw(entry.target);
    }
  }, { rootMargin: '600px' });
  for (const figure of document.querySelectorAll('figure.curve')) {
    figure.hidden = data.runs.length === 0 && figure.dataset.run === 'all';
    seen.observe(figure);
  }
})();
