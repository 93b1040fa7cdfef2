/** Style sheet of the report. Light is the rule, dark on dark screens, paper always light. */
export const STYLE = `
:root{color-scheme:light;
--ink:#1b1e23;--quiet:#5b626d;--line:#d9dce1;--paper:#ffffff;--wash:#f5f6f7;--accent:#1f4e79;
--exception:#b42318;--no-exception:#0b6b5f;--insufficient:#8a5a00;--missing:#eceef1;
--series-1:#2f5d8c;--series-2:#b0642a;--series-3:#6c4f8f;--series-4:#4b7a3a;--series-5:#8f3b5c;--series-6:#555f6b;
--heat-1:#eef3f8;--heat-2:#d3e1ee;--heat-3:#aecae0;--heat-4:#82adcd;--heat-5:#568db5;--heat-6:#336d98;--heat-7:#1b4e77;
--diverge-1:#a5562b;--diverge-2:#d08b5f;--diverge-3:#ecc9ae;--diverge-4:#f1f2f3;--diverge-5:#b9d0e4;--diverge-6:#6d9cc4;--diverge-7:#336d98;
--serif:Charter,"Bitstream Charter","Iowan Old Style","Palatino Linotype",Palatino,Cambria,"Liberation Serif",Georgia,serif;
--sans:system-ui,"Segoe UI",Roboto,"Helvetica Neue","Liberation Sans",Arial,sans-serif;
--mono:ui-monospace,"SF Mono","Cascadia Mono",Menlo,Consolas,"Liberation Mono",monospace}
@media screen and (prefers-color-scheme:dark){:root{color-scheme:dark;
--ink:#e4e7eb;--quiet:#a2aab5;--line:#343a43;--paper:#15181c;--wash:#1d2126;--accent:#8fbbe6;
--exception:#ff8f80;--no-exception:#5ccdb8;--insufficient:#e5b04c;--missing:#262b31;
--series-1:#7fb0e0;--series-2:#e0a06c;--series-3:#b79be0;--series-4:#97c884;--series-5:#e08fb0;--series-6:#a9b3bf;
--heat-1:#1c2530;--heat-2:#213548;--heat-3:#274a67;--heat-4:#33658c;--heat-5:#4d86b3;--heat-6:#7aabd2;--heat-7:#b4d4ee;
--diverge-1:#e0a06c;--diverge-2:#a86b3d;--diverge-3:#5d4330;--diverge-4:#252a30;--diverge-5:#274a67;--diverge-6:#4d86b3;--diverge-7:#9cc6e8}}
*{box-sizing:border-box}
html{scroll-padding-top:1rem}
body{margin:0;background:var(--paper);color:var(--ink);font:400 15px/1.5 var(--sans);font-variant-numeric:tabular-nums lining-nums;-webkit-text-size-adjust:100%}
main{max-width:66rem;margin:0 auto;padding:3.5rem 2rem 6rem}
.glyphs{position:absolute}
a{color:var(--accent);text-decoration-thickness:.06em;text-underline-offset:.16em}
a:focus-visible,summary:focus-visible,.scroll:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
p{margin:.6rem 0;max-width:46rem}
ul{margin:.4rem 0;padding-left:1.2rem;max-width:46rem}
code,pre{font-family:var(--mono);font-size:.86em}
code{overflow-wrap:anywhere}
h1,h2,h3{font-family:var(--serif);font-weight:600;line-height:1.2;text-wrap:balance}
h1{font-size:2.6rem;letter-spacing:-.01em;margin:.3rem 0 .2rem;max-width:40rem}
h2{font-size:1.6rem;margin:4rem 0 1rem;padding-top:.9rem;border-top:2px solid var(--ink)}
h3{font-size:1.15rem;margin:2.2rem 0 .6rem}
.title{border-bottom:1px solid var(--line);padding-bottom:1.6rem}
.kicker{font-size:.8rem;letter-spacing:.09em;text-transform:uppercase;color:var(--quiet);margin:0}
.classification,.rating,.flag{display:inline-block;border:1px solid currentColor;border-radius:2px;padding:0 .4em;font:500 .72rem/1.5 var(--sans);letter-spacing:.04em;color:var(--quiet);vertical-align:.12em}
.flag{text-transform:none;letter-spacing:0}
.organisation{font-family:var(--serif);font-size:1.25rem;color:var(--quiet);margin:.2rem 0 1.6rem}
.statements{display:grid;grid-template-columns:repeat(auto-fit,minmax(max(19rem,40%),1fr));gap:.1rem 2.5rem;margin:.8rem 0 1.4rem}
.statements>div{display:grid;grid-template-columns:9.5rem 1fr;gap:.8rem;padding:.32rem 0;border-bottom:1px solid var(--line);align-items:baseline}
.statements dt{color:var(--quiet);font-size:.86rem}
.statements dd{margin:0;overflow-wrap:anywhere;min-width:0}
.statements ul{margin:0;padding:0;list-style:none}
.finding .statements{grid-template-columns:1fr}
.unstated{color:var(--quiet);font-style:italic}
.note{border-left:3px solid var(--line);padding:.1rem 0 .1rem .9rem;color:var(--quiet)}
.note strong{color:var(--ink)}
.result h2{border-top:0;margin-top:2.2rem;padding-top:0}
.tiles{display:grid;grid-template-columns:repeat(4,1fr);margin:.6rem 0 1.2rem;border-top:1px solid var(--line);border-bottom:1px solid var(--line)}
.tiles.five{grid-template-columns:repeat(5,1fr)}
.tile{display:flex;flex-direction:column;gap:.1rem;padding:1rem 1.1rem 1rem;text-decoration:none;color:var(--quiet);border-left:1px solid var(--line)}
.tile:first-child{border-left:0;padding-left:0}
.tile:hover .word{text-decoration:underline}
.tile .number{font:600 2.7rem/1.05 var(--serif);font-variant-numeric:lining-nums}
.tile .word{font-size:.9rem;font-weight:500}
.tile.missing .number{color:var(--quiet)}
.verdict{display:inline-flex;align-items:baseline;gap:.42em;white-space:nowrap;font-weight:500}
.glyph{width:.72em;height:.72em;flex:none;color:inherit}
.tile .glyph{margin-right:.45em}
.tile.exception>span,.verdict.exception{color:var(--exception)}
.tile.no-exception>span,.verdict.no-exception{color:var(--no-exception)}
.tile.insufficient-evidence>span,.verdict.insufficient-evidence,.not-computable-mark{color:var(--insufficient)}
.not-computable-mark{font-weight:500}
nav h2{font:600 .8rem var(--sans);letter-spacing:.09em;text-transform:uppercase;color:var(--quiet);border:0;padding:0;margin:2.4rem 0 .5rem}
nav ol{columns:2;column-gap:3rem;list-style:none;margin:0;padding:0}
nav li{padding:.16rem 0;break-inside:avoid}
nav a{text-decoration:none}
nav a:hover{text-decoration:underline}
.scroll{overflow-x:auto;margin:1rem 0 1.6rem}
table{border-collapse:collapse;width:100%;font-size:.88rem;line-height:1.42}
caption{text-align:left;font-weight:600;padding:.2rem 0 .5rem;font-size:.88rem}
thead th{font-weight:500;color:var(--quiet);font-size:.78rem;vertical-align:bottom;border-bottom:1px solid var(--ink)}
th,td{text-align:left;vertical-align:top;padding:.42rem .8rem .42rem 0}
th:last-child,td:last-child{padding-right:0}
tbody th{font-weight:500}
tbody tr{border-bottom:1px solid var(--line)}
td.number,th.number{text-align:right;white-space:nowrap}
td.number+td:not(.number),th.number+th:not(.number){padding-left:1.1rem}
td.narrow,th.narrow{width:1%;white-space:nowrap}
.range,.dimensions,.source{color:var(--quiet);font-size:.92em}
.none{color:var(--quiet)}
tr.stale,tr.stale .verdict{color:var(--quiet)}
table.verdicts td:nth-child(2){min-width:15rem}
table.summary td:last-child{min-width:17rem}
tr.insufficient-evidence td:first-child,tr.not-computable td:first-child{background:linear-gradient(90deg,color-mix(in srgb,var(--insufficient) 10%,transparent),transparent)}
.figure-id{display:block;color:var(--quiet);font-size:.82em}
.cite{font-size:.82em;white-space:normal;color:var(--quiet)}
.dead{color:var(--exception)}
.check{white-space:nowrap;font-weight:500}
.check.agrees{color:var(--no-exception)}.check.differs{color:var(--exception)}.check.open{color:var(--insufficient)}
.bar{display:block;height:.62rem;margin-top:.36rem;min-width:1px;background:var(--series-1);opacity:.75}
table.funnel td:last-child{width:34%}
.digest{color:var(--quiet)}
.section-number{color:var(--quiet);font-weight:400;margin-right:.25em}
.question{font:italic 1.12rem/1.45 var(--serif);color:var(--quiet);margin:.2rem 0}
.answer{font:400 1.3rem/1.42 var(--serif);margin:.5rem 0 1.2rem}
.answer .cite{font:400 .8rem var(--sans)}
.counts{display:flex;flex-wrap:wrap;gap:.4rem 1.8rem}
figure{margin:2rem 0}
figcaption{max-width:46rem;margin-bottom:.5rem}
.chart{display:block;max-width:100%;height:auto;overflow:visible}
.source{margin:.3rem 0 0;font-size:.78rem}
details{border-bottom:1px solid var(--line);padding:.5rem 0}
summary{cursor:pointer;color:var(--accent)}
pre.sql{background:var(--wash);padding:.9rem 1rem;overflow-x:auto;line-height:1.45;border-radius:2px}
.references{max-width:none;padding-left:0;list-style:none;font-size:.88rem}
.references li{padding:.1rem 0}
.finding{border-left:3px solid var(--line);padding-left:1.2rem;margin:1.6rem 0}
.print-note{display:none}
:target{background:color-mix(in srgb,var(--accent) 14%,transparent)}
h2:target,h3:target{background:none}
@media (max-width:46rem){main{padding:1.5rem 1rem 4rem}h1{font-size:1.9rem}.tiles{grid-template-columns:repeat(2,1fr)}.tile:nth-child(3){border-left:0;padding-left:0}nav ol{columns:1}.statements>div{grid-template-columns:1fr;gap:0}}
@page{size:A4;margin:18mm 16mm 20mm;@bottom-left{content:"Audit report";font:8pt sans-serif;color:#5b626d}@bottom-right{content:counter(page) " of " counter(pages);font:8pt sans-serif;color:#5b626d}}
@media print{
html{font-size:9.8pt}
body{font-size:9.2pt;-webkit-print-color-adjust:exact;print-color-adjust:exact}
main{max-width:none;padding:0}
h1{font-size:26pt}h2{font-size:15pt;margin-top:22pt}h3{font-size:11.5pt;margin-top:14pt}
.answer{font-size:12.5pt}.question{font-size:11pt}
.new-page,nav+section{break-before:page}
h2,h3,figcaption,caption,.question{break-after:avoid}
figure,tr,.statements>div,.tiles,.counts{break-inside:avoid}
.scroll{overflow:visible}
thead{display:table-header-group}
table{font-size:7.9pt}
th,td{padding:.28rem .5rem .28rem 0}
.short{break-inside:avoid}
.statements{grid-template-columns:1fr 1fr;gap:.1rem 1.6rem}
.statements>div{grid-template-columns:7.5rem 1fr}
table.verdicts td:nth-child(2),table.summary td:last-child{min-width:0}
th.number{white-space:normal}
a{color:inherit;text-decoration:none}
details:not(.kept){display:none}
details.kept::details-content{display:block;content-visibility:visible;block-size:auto}
.print-note{display:block;color:var(--quiet);font-size:8pt;margin:.25rem 0}
.print-note:empty{display:none}
.chart{max-height:90mm;width:auto}
}
`;
