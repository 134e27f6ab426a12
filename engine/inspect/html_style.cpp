// SPDX-License-Identifier: Apache-2.0
#include "engine/inspect/html_parts.h"

namespace planscope::inspect {

// The colours of categories follow the order of Category and the light theme of the app.
std::string_view reportStyle() {
    return R"css(
:root{--bg:#fff;--panel:#f6f8fa;--text:#1b2230;--muted:#525d6e;--line:#c3cad5;--grid:#e6eaef;--accent:#1f5fbf;--bar:#0072b2;--good:#0b6e4f;--warn:#8a5a00;--bad:#b3261e;
--c0:#0072b2;--c1:#27408b;--c2:#56b4e9;--c3:#e69f00;--c4:#f0c93a;--c5:#009e73;--c6:#7a5195;--c7:#a9b4c2;--c8:#cfd6df;--c9:#ded7c8;--c10:#cc79a7;--c11:#a8442a;--c12:#d55e00;--c13:#2b3a4f;--c14:#2b3a4f;--c15:#8d8d8d}
@media (prefers-color-scheme:dark){:root{--bg:#181c22;--panel:#20252d;--text:#e6eaf0;--muted:#a3afbf;--line:#414a57;--grid:#272d36;--accent:#7ab7ff;--bar:#4aa8e0;--good:#5fd0a5;--warn:#f2c14e;--bad:#ff8a80;
--c0:#3b9ad9;--c1:#8095e8;--c2:#7cc7f2;--c3:#e8ab2d;--c4:#f0d264;--c5:#2cb58c;--c6:#a98ac9;--c7:#7d8a9b;--c8:#5c6877;--c9:#8b836f;--c10:#d88bb5;--c11:#d0705a;--c12:#f0793a;--c13:#d5dde8;--c14:#d5dde8;--c15:#8f8f8f}}
*{box-sizing:border-box}
body{margin:0 auto;padding:1.2rem 1.6rem 4rem;max-width:1280px;background:var(--bg);color:var(--text);font:14px/1.45 "DejaVu Sans",system-ui,sans-serif}
h1{font-size:1.5rem;margin:0 0 .2rem}h2{font-size:1.1rem;margin:2rem 0 .5rem}
.trust{background:var(--panel);border-left:4px solid var(--accent);padding:.55rem .8rem;margin:.8rem 0}
.muted,caption,.note{color:var(--muted)}
.grid{display:grid;grid-template-columns:repeat(auto-fit,minmax(300px,1fr));gap:1rem 1.6rem;align-items:start}
table{border-collapse:collapse;width:100%}caption{text-align:left;padding:.2rem 0;font-weight:600}
th,td{text-align:left;padding:.22rem .5rem;border-bottom:1px solid var(--grid);vertical-align:top}
.wide{overflow-x:auto}.wide td,.wide th{white-space:nowrap}.wide td.name{white-space:normal;min-width:14rem;overflow-wrap:anywhere}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}
th button{all:unset;cursor:pointer;font-weight:600}th button:focus-visible{outline:2px solid var(--accent)}th[aria-sort=ascending] button::after{content:" \25b2"}th[aria-sort=descending] button::after{content:" \25bc"}
tbody tr:hover{background:var(--panel)}tr.chosen td{font-weight:600}tr.off td{color:var(--muted)}
.share{background:linear-gradient(to right,color-mix(in srgb,var(--bar) 35%,transparent) var(--s),transparent var(--s))}
input{font:inherit;padding:.3rem .5rem;width:min(28rem,100%);background:var(--bg);color:var(--text);border:1px solid var(--line);margin:.3rem 0}
a{color:var(--accent)}details{border-bottom:1px solid var(--grid)}summary{cursor:pointer;padding:.25rem 0;overflow-wrap:anywhere}
svg.plot{width:100%;height:auto;display:block;background:var(--panel)}svg.plot text{font:11px "DejaVu Sans",system-ui,sans-serif;fill:var(--muted)}svg.plot text.on{fill:var(--text)}
.axis{stroke:var(--line)}.gridline{stroke:var(--grid)}.bar{fill:var(--bar)}.area{fill:var(--bar);fill-opacity:.3;stroke:var(--bar)}.whole{fill:var(--line)}
.mark{stroke:var(--warn);stroke-dasharray:4 3}.median{stroke:var(--good)}.worst{stroke:var(--bad);stroke-dasharray:4 3}.bound{stroke:var(--muted);stroke-dasharray:4 3}.arena{stroke:var(--c12)}
.drift{fill:none;stroke-width:1.5}.key{display:inline-block;width:16px;height:3px;vertical-align:middle}.d0{stroke:var(--c0)}.dot.d0,.k0{fill:var(--c0);background:var(--c0)}.d1{stroke:var(--c12)}.dot.d1,.k1{fill:var(--c12);background:var(--c12)}.d2{stroke:var(--c5)}.dot.d2,.k2{fill:var(--c5);background:var(--c5)}.d3{stroke:var(--c10)}.dot.d3,.k3{fill:var(--c10);background:var(--c10)}.d4{stroke:var(--c3)}.dot.d4,.k4{fill:var(--c3);background:var(--c3)}.d5{stroke:var(--c6)}.dot.d5,.k5{fill:var(--c6);background:var(--c6)}.d6{stroke:var(--c2)}.dot.d6,.k6{fill:var(--c2);background:var(--c2)}.d7{stroke:var(--c11)}.dot.d7,.k7{fill:var(--c11);background:var(--c11)}
.c0{fill:var(--c0)}.c1{fill:var(--c1)}.c2{fill:var(--c2)}.c3{fill:var(--c3)}.c4{fill:var(--c4)}.c5{fill:var(--c5)}.c6{fill:var(--c6)}.c7{fill:var(--c7)}.c8{fill:var(--c8)}.c9{fill:var(--c9)}.c10{fill:var(--c10)}.c11{fill:var(--c11)}.c12{fill:var(--c12)}.c13{fill:var(--c13)}.c14{fill:var(--c14)}.c15{fill:var(--c15)}
.graph{overflow:auto;max-height:80vh;border:1px solid var(--line)}
@media print{body{max-width:none;padding:0;font-size:10pt}input,.noprint{display:none}.wide{overflow:visible}.wide td,.wide th{white-space:normal}section{break-inside:avoid-page}.graph{max-height:none}*{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
)css";
}

std::string_view reportScript() {
    return R"js(
(function(){
var table=document.getElementById('layers');if(!table)return;
var body=table.tBodies[0],filter=document.getElementById('filter'),count=document.getElementById('count');
function key(row,i){var c=row.cells[i];var v=c.getAttribute('data-v');return v===null?c.textContent.toLowerCase():parseFloat(v);}
Array.prototype.forEach.call(table.tHead.rows[0].cells,function(head,i){
 head.firstElementChild.addEventListener('click',function(){
  var up=head.getAttribute('aria-sort')==='descending'||!head.hasAttribute('aria-sort')&&!head.classList.contains('n');
  Array.prototype.forEach.call(table.tHead.rows[0].cells,function(h){h.removeAttribute('aria-sort');});
  head.setAttribute('aria-sort',up?'ascending':'descending');
  var rows=Array.prototype.slice.call(body.rows);
  rows.sort(function(a,b){var x=key(a,i),y=key(b,i);return (x<y?-1:x>y?1:0)*(up?1:-1);});
  rows.forEach(function(r){body.appendChild(r);});
 });
});
function apply(){
 var typed=filter.value.trim(),test;
 if(typed.length>2&&typed[0]==='/'&&typed[typed.length-1]==='/'){try{var e=new RegExp(typed.slice(1,-1),'i');test=function(t){return e.test(t);};}catch(x){count.textContent='The expression is not valid.';return;}}
 else{var low=typed.toLowerCase();test=function(t){return t.toLowerCase().indexOf(low)>=0;};}
 var shown=0;
 Array.prototype.forEach.call(body.rows,function(r){var ok=!typed||test(r.textContent);r.hidden=!ok;if(ok)shown++;});
 count.textContent=shown+' of '+body.rows.length+' layers';
}
filter.addEventListener('input',apply);apply();
function open(){var d=location.hash.length>1&&document.getElementById(location.hash.slice(1));if(d&&d.tagName==='DETAILS')d.open=true;}
window.addEventListener('hashchange',open);open();
})();
)js";
}

}  // namespace planscope::inspect
