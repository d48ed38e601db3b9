/** A receipt as a file of its own: one page of HTML that fetches nothing, runs nothing and can be printed. */
import { historyWords } from '../../messages/history-words.ts';
import { locale } from '../../messages/locale.ts';
import { outside, visible } from '../../messages/outside-text.ts';
import { receiptWords as words } from '../../messages/receipt-words.ts';
import { screenWords } from '../../messages/screen-words.ts';
import type { MarkShape } from '../../messages/text-shapes.ts';
import { halves } from './paper.ts';
import type { PaperSeal, ReceiptPaper } from './paper.ts';

/** Shapes that read without colour and without the app's pictures. */
const SIGN: Readonly<Record<MarkShape, string>> = {
  go: '✓',
  hold: '!',
  stop: '✕',
  live: '▶',
  back: '◀',
  wait: '○',
};

/** Black on white, in grey as good, one page of A4 or Letter. */
const STYLE = `
:root{color-scheme:light}
body{max-width:46rem;margin:2rem auto;padding:0 1rem;background:#fff;color:#000;font:15px/1.45 system-ui,sans-serif}
header{display:flex;flex-wrap:wrap;gap:1rem;justify-content:space-between;padding-bottom:.75rem;border-bottom:3px double #000}
h1{margin:.3rem 0;font-size:1.6rem;line-height:1.2}h2{margin:1.2rem 0 .4rem;font-size:1rem}p{margin:.2rem 0}
.label{font-size:.8rem}.tag{align-self:start;padding:.1rem .6rem;border:1px solid #000}
dl{display:grid;grid-template-columns:auto minmax(0,1fr);gap:.2rem 1rem}dt{color:#444}dd{margin:0}
table{width:100%;border-collapse:collapse;margin-top:1rem}th,td{padding:.25rem .5rem .25rem 0;border-bottom:1px solid #999;text-align:start;vertical-align:top}
.num{text-align:end}code{overflow-wrap:anywhere;font-family:ui-monospace,monospace;font-size:.9em}.digest{width:34ch}
ul{margin:0;padding:0;list-style:none}li{display:flex;gap:.6rem;border-bottom:1px solid #ccc}li span:last-child{margin-inline-start:auto}
.qr{width:34mm;height:34mm}
@page{margin:16mm}@media print{body{margin:0;padding:0;font-size:10pt}}
`;

/** Nothing is loaded and nothing runs, whatever stands in it: said to the browser, too. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'";

export function receiptPage(paper: ReceiptPaper): string {
  const { outcome, facts, parts, stages, checks, overrides } = paper;
  return `<!doctype html>
<html lang="${locale.tag}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${safe(paper.name)}</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<div>
<p class="label">${safe(words.title)} · ${safe(screenWords.product)}</p>
<h1>${safe(outcome.headline)}</h1>
<p>${safe(paper.period)}</p>
${outcome.why === null ? '' : `<p>${safe(words.why)}: ${safe(outcome.why)}</p>`}
</div>
<p class="tag">${SIGN[outcome.tag.mark]} ${safe(outcome.tag.text)}</p>
</header>
<dl>
${facts.map(({ name, text, code }) => `<dt>${safe(name)}</dt><dd>${safe(text)}${code === undefined ? '' : ` <code>${safe(code)}</code>`}</dd>`).join('\n')}
</dl>
<table>
<thead><tr><th>${safe(words.part)}</th><th class="num">${safe(words.bytes)}</th><th>${safe(words.sha256)}</th></tr></thead>
<tbody>
${parts.map(rowOf).join('\n')}
</tbody>
</table>
<h2>${safe(words.stages)}</h2>
<ul>
${stages.map(({ name, value }) => `<li><span>${safe(name)}</span><span>${safe(value)}</span></li>`).join('\n')}
</ul>
${checks.length === 0 ? '' : `<h2>${safe(words.checks)}</h2>\n<ul>\n${checks.map(checkOf).join('\n')}\n</ul>`}
<h2>${safe(words.overrides)}</h2>
${(overrides.length === 0 ? [words.noOverride] : overrides).map((text) => `<p>${safe(text)}</p>`).join('\n')}
<p>${safe(paper.figures)}</p>
${paper.seal === null ? '' : sealOf(paper.seal)}
</body>
</html>
`;
}

function sealOf({ algorithm, fingerprint, digest, drawn }: PaperSeal): string {
  const { seal } = historyWords;
  const code =
    drawn === null
      ? `<p>${safe(seal.noCode)}</p>`
      : `<svg class="qr" viewBox="0 0 ${drawn.side} ${drawn.side}" role="img" aria-label="${safe(seal.code)}"><path d="${drawn.path}"/></svg>`;
  return `<h2>${safe(seal.title)}</h2>
<p>${safe(seal.text(algorithm))}</p>
<p>${safe(seal.key)}: <code>${safe(fingerprint)}</code></p>
<p>${safe(seal.digest)}: <code>${safe(halves(digest))}</code></p>
${code}`;
}

function rowOf({ name, file, installed, bytes, digest }: ReceiptPaper['parts'][number]): string {
  const quiet = installed ? '' : `<br>${safe(words.notInstalled)}`;
  const what = `<strong>${safe(outside(name))}</strong> · ${safe(outside(file))}${quiet}`;
  const cells = `<td class="num">${safe(bytes)}</td><td class="digest"><code>${safe(digest)}</code></td>`;
  return `<tr><td>${what}</td>${cells}</tr>`;
}

function checkOf({ mark, text, quiet, value }: ReceiptPaper['checks'][number]): string {
  const note = quiet === undefined || quiet === '' ? '' : ` (${safe(visible(quiet, MOST_NOTE))})`;
  return `<li><span>${SIGN[mark]}</span><span>${safe(text)}${note}</span><span>${safe(value)}</span></li>`;
}

/** Names of files stand in it, many where many are missing. */
const MOST_NOTE = 400;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const safe = (text: string): string => text.replace(/[&<>"']/g, (char) => ENTITIES[char] ?? '');
