#include "reporting/html/sections.hpp"

namespace masseflyt::reporting {

std::string_view style() {
  return R"css(
:root{--ink:#1d2a33;--soft:#55636d;--rule:#dcdfdd;--paper:#fff;--tint:#f4f6f5;--plan:#0f6e66;--base:#9aa5ab}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 -apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;font-variant-numeric:tabular-nums}
.page{max-width:1088px;margin:0 auto;padding:0 24px 64px}
.skip{position:absolute;left:-999px}.skip:focus{left:8px;top:8px;background:#fff;padding:8px}
header{border-bottom:3px solid var(--plan);padding:40px 0 28px;margin-bottom:8px}
.eyebrow{color:var(--plan);font-weight:600;font-size:14px;letter-spacing:.04em;margin:0 0 6px}
h1{font-size:36px;line-height:1.15;margin:0 0 14px;font-weight:700;letter-spacing:-.01em}
.headline{font-size:21px;line-height:1.45;max-width:56em;margin:0 0 18px}
.facts{display:flex;flex-wrap:wrap;gap:0 28px;margin:0;padding:0;list-style:none;color:var(--soft);font-size:14.5px}
.facts b{color:var(--ink);font-weight:600}
nav{font-size:14.5px;padding:12px 0;border-bottom:1px solid var(--rule);color:var(--soft)}
nav a{color:var(--plan);text-decoration:none;margin-right:18px;white-space:nowrap}
nav a:hover,nav a:focus{text-decoration:underline}
section{padding-top:38px}
h2{font-size:25px;line-height:1.2;margin:0 0 8px;letter-spacing:-.005em}
h3{font-size:17px;margin:22px 0 6px}
.lead{color:var(--soft);max-width:52em;margin:0 0 16px}
.note{color:var(--soft);font-size:13.5px;line-height:1.4;margin:6px 0}
.cards{display:grid;grid-template-columns:repeat(4,1fr);gap:14px}
.card{border:1px solid var(--rule);border-radius:6px;padding:14px 16px 10px;break-inside:avoid}
.card h3{margin:0;font-size:15px;font-weight:600;color:var(--soft)}
.big{margin:2px 0 0;font-size:16px;color:var(--soft)}.big b{font-size:31px;line-height:1.15;color:var(--ink);letter-spacing:-.01em}
.diff{margin:0 0 10px;font-size:14.5px;min-height:43px;line-height:1.45}.diff b{color:var(--plan)}.diff.worse b{color:#a3461a}.diff span{display:block;color:var(--soft)}
.bars{display:grid;grid-template-columns:1fr auto;gap:1px 8px;font-size:13px;color:var(--soft)}
.bars .bar{grid-column:1/3}.bars b{font-weight:600;color:var(--ink);margin-bottom:5px}
.bar{background:var(--tint);height:8px;border-radius:2px;overflow:hidden}.bar i{display:block;height:100%}
.bar.plan i{background:var(--plan)}.bar.base i{background:var(--base)}
td .bar{margin:3px 0;background:none}
figure{margin:0 0 8px}
svg{max-width:100%;height:auto;display:block;overflow:visible}
figure.map svg{overflow:hidden}
.columns{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:12px 40px}
.columns h3:first-child{margin-top:0;font-size:25px;line-height:1.2;letter-spacing:-.005em}
#stages .columns h3:first-child{font-size:17px}
.multiples{display:grid;grid-template-columns:repeat(3,1fr);gap:22px 24px;margin-bottom:10px}
.legend{display:flex;flex-wrap:wrap;gap:4px 18px;margin:8px 0 14px;font-size:14px;color:var(--ink)}
.legend span{display:inline-flex;align-items:center;white-space:nowrap}
.legend i{width:13px;height:13px;border-radius:2px;margin-right:6px;flex:none}
.legend i.tick{height:0;border-top:2.5px solid #1d2a33;border-radius:0;width:18px;background:none}
.legend svg{margin-right:6px;flex:none}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:14.5px;line-height:1.35;margin:6px 0 10px}
th,td{text-align:left;vertical-align:top;padding:6px 10px 6px 0;border-bottom:1px solid var(--rule);font-weight:400}
thead th{font-size:13px;color:var(--soft);vertical-align:bottom;border-bottom:1.5px solid #8b969c;font-weight:600}
.n{text-align:right;white-space:nowrap;padding-left:10px}
thead .n{white-space:normal}
td:last-child,th:last-child{padding-right:0}
small{color:var(--soft);font-size:12.5px}
.projects th small{display:block}.facts li{margin:2px 0}
.projects td{vertical-align:middle}
.wide{width:310px}
table.heat{font-size:13px}.heat td.n{padding:4px 7px;border:2px solid #fff}.heat th{padding:4px 8px 4px 0}.heat td.n:nth-last-child(-n+2){border:0;border-bottom:1px solid var(--rule)}.heat .plain{color:var(--soft);font-style:italic}
.dot{display:inline-block;width:10px;height:10px;border-radius:50%;margin-right:7px}
table.small{font-size:12.5px;table-layout:fixed;min-width:760px}table.small td,table.small th{padding:4px 8px 4px 0;overflow-wrap:anywhere}table.small .n{white-space:normal;padding-left:0}table.small td:nth-child(6){padding-left:8px}
table.small th:nth-child(1){width:15%}table.small th:nth-child(2){width:12%}table.small th:nth-child(n+3):nth-child(-n+5){width:7%}table.small th:nth-child(6){width:9%}table.small th:nth-child(8){width:13%}table.small th:nth-child(9){width:8%}
#exclusions table{font-size:13px;table-layout:fixed;min-width:760px}#exclusions td{overflow-wrap:anywhere}#exclusions th:nth-child(1){width:19%}#exclusions th:nth-child(2){width:23%}#exclusions th:nth-child(3){width:13%}#exclusions th:nth-child(4){width:25%}
table.lists{font-size:13px}table.lists th:first-child{width:26%}table.lists b{font-weight:600}
table.dense{font-size:13px;table-layout:fixed;min-width:760px}table.dense .n{white-space:normal}table.dense th:nth-child(1){width:13%}table.dense th:nth-child(2){width:18%}table.dense th:nth-child(3),table.dense th:nth-child(5){width:9%}table.dense th:nth-child(4){width:11%}table.dense th:nth-child(6){width:18%}
details{margin:10px 0}summary{cursor:pointer;color:var(--plan);font-weight:600;margin-bottom:6px}
.words{display:grid;grid-template-columns:max-content 1fr;gap:2px 16px;font-size:14.5px;margin:0}.words dt{font-weight:600}.words dd{margin:0}
ul{padding-left:20px;max-width:56em}li{margin:4px 0}
footer{margin-top:40px;border-top:1px solid var(--rule);padding-top:18px;font-size:13.5px;color:var(--soft)}
footer h2{font-size:17px;color:var(--ink)}footer dl{display:grid;grid-template-columns:max-content 1fr;gap:2px 16px;margin:0}footer dd{margin:0;overflow-wrap:anywhere}
text{font-family:-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;fill:#1d2a33}
.t-m{font-size:13px}.t-s{font-size:12px;fill:#3f4d57}.t-xs{font-size:10.5px;fill:#55636d}.t-b{font-weight:600;fill:#1d2a33}
.t-end{text-anchor:end}.t-mid{text-anchor:middle}
.place{font-size:11.5px}.quay{font-size:10.5px;font-style:italic;fill:#3f4d57}.amount{font-size:10.5px;font-weight:400;fill:#4a5862}
.halo{paint-order:stroke;stroke:#fff;stroke-width:3px;stroke-linejoin:round;stroke-opacity:.9}
.area{font-size:11px;fill:#8a8578;letter-spacing:.12em;text-anchor:middle}
.leader{stroke:#4a5862;stroke-width:.8}
.strands{opacity:.9}.strands path{fill:none;stroke-linejoin:round}.strands .road{stroke-linecap:round}
.grid{stroke:#e3e6e4;stroke-width:1}.axis{stroke:#5b6770;stroke-width:1}.mark{stroke:#1d2a33;stroke-width:2.5}
.limit{stroke:#7a1f2b;stroke-width:1.3;stroke-dasharray:5 3}
@media (max-width:900px){.cards{grid-template-columns:repeat(2,1fr)}.columns{grid-template-columns:1fr}.multiples{grid-template-columns:repeat(2,1fr)}h1{font-size:29px}.headline{font-size:18px}}
@media (max-width:560px){.cards,.multiples{grid-template-columns:1fr}.page{padding:0 14px 40px}}
@page{size:A4;margin:14mm 13mm}
@media print{
*{-webkit-print-color-adjust:exact;print-color-adjust:exact}
body{font-size:10pt;line-height:1.4}.page{max-width:none;padding:0}nav,.skip{display:none}
header{padding:0 0 14px}h1{font-size:22pt}.headline{font-size:13pt;margin-bottom:10px}.facts{font-size:9pt}
section{padding-top:20px}h2{font-size:15pt}h2,h3,.lead,summary,thead{break-after:avoid}.lead{break-inside:avoid}h3{font-size:11pt}
.cards{grid-template-columns:repeat(4,1fr);gap:7px}.card{padding:8px 9px 5px}.card h3{font-size:9pt}.big{font-size:9pt}.big b{font-size:17pt}.diff{font-size:8.5pt;min-height:0}.bars{font-size:7.5pt}.note{font-size:8pt}
.columns{grid-template-columns:1fr}.columns h3:first-child{font-size:15pt;margin-top:14px}
.multiples{grid-template-columns:repeat(2,1fr)}
figure,tr,.card,.legend,li{break-inside:avoid}figure.map,figure.map+.legend{break-before:avoid}
table{font-size:8.5pt}table.small{font-size:6.8pt}table.dense{font-size:7.5pt;min-width:0}table.heat{font-size:7.5pt}.heat td.n{padding:2px 4px}thead{display:table-header-group}thead th{font-size:8pt}
.legend{font-size:8.5pt;gap:2px 12px}.wide{width:38%}.scroll{overflow:visible}
#map,#projects,#assumptions{break-before:page}#stores,#trucks,#stages>.columns>div,table.compare,#method ul{break-inside:avoid}
table.small{min-width:0}table.small td,table.small th{padding:2px 5px 2px 0}table.lists{font-size:7.5pt}
}
)css";
}

}  // namespace masseflyt::reporting
