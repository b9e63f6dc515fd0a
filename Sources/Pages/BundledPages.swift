// swift-format-ignore-file
// Made by bundle-pages.sh from the templates, style.css and keys.js.

/// The templates by name, which travel inside the program.
package let bundledTemplates: [(name: String, text: String)] = [
("audit", ##"""
{{% CONTENT_TYPE:BYGD}}
{{<layout}}{{$content}}
<p class="soft">{{t.auditLead}} <a href="{{frame.base}}/erase">{{t.eraseAPerson}}</a></p>
<table class="cards"><caption class="unseen">{{t.auditTable}}</caption>
<thead><tr><th scope="col">{{t.when}}</th><th scope="col">{{t.who}}</th><th scope="col">{{t.what}}</th><th scope="col">{{t.about}}</th><th scope="col">{{t.detail}}</th></tr></thead>
<tbody>{{#rows}}<tr><th scope="row">{{>time}}</th><td data-label="{{t.who}}"><bdi>{{actor}}</bdi></td><td data-label="{{t.what}}">{{action}}</td><td data-label="{{t.about}}"><bdi>{{subject}}</bdi></td><td data-label="{{t.detail}}"><bdi>{{detail}}</bdi></td></tr>
{{/rows}}</tbody></table>
{{#older}}<p class="pages"><a class="button" rel="next" href="{{.}}">{{t.older}}</a></p>{{/older}}
{{/content}}{{/layout}}

"""##),
("confirm", ##"""
{{% CONTENT_TYPE:BYGD}}
{{<layout}}{{$content}}
<form class="sheet" method="post" action="{{action}}" id="confirm-form">{{>token}}{{#fields}}<input type="hidden" name="{{name}}" value="{{value}}"/>{{/fields}}
<p>{{question}}</p>
<p class="actions"><button class="danger" type="submit">{{label}}</button> <a class="button" href="{{back}}">{{t.leaveAsIs}}</a></p></form>
{{/content}}{{/layout}}

"""##),
("conflict-body", ##"""
{{% CONTENT_TYPE:BYGD}}<p class="soft">{{typeName}} · {{#place}}<bdi>{{.}}</bdi> · {{/place}}<span class="nowrap">{{reference}}</span>{{#recordAddress}} · <a href="{{.}}">{{t.theRecordAndHistory}}</a>{{/recordAddress}}</p>
{{#hasMeanwhile}}<section class="notice warning" id="meanwhile" role="alert" aria-labelledby="meanwhile-title"><div><h2 id="meanwhile-title">{{t.meanwhile}}</h2><ul>{{#meanwhile}}<li>{{.}}</li>{{/meanwhile}}</ul><p>{{t.meanwhileKept}}</p></div></section>{{/hasMeanwhile}}
{{#hasLost}}<section class="sheet" aria-labelledby="lost"><h2 id="lost">{{t.youHadTyped}}</h2><dl class="facts">{{#lost}}<dt>{{field}}</dt>{{#texts}}<dd><bdi>{{.}}</bdi></dd>{{/texts}}{{/lost}}</dl></section>{{/hasLost}}
{{^hasRows}}<p class="sheet"><span aria-hidden="true">✓</span> {{t.nothingOpen}} <a href="{{frame.base}}/inbox">{{t.toInbox}}</a></p>{{/hasRows}}
{{#hasRows}}<div class="beside"><div>
{{#canAct}}<form method="post" action="{{action}}" id="conflict-form" data-keep="1">{{>token}}<input type="hidden" name="seen" value="{{seen}}"/><button type="submit" name="action" value="look" hidden="hidden" tabindex="-1">{{t.show}}</button>
{{>conflict-rows}}
<div class="sheet"><div class="field"><label for="reason">{{t.reason}}</label><textarea id="reason" name="reason" rows="2" maxlength="4000" aria-describedby="reason-hint{{#reasonProblem}} reason-problem{{/reasonProblem}}"{{#reasonProblem}} aria-invalid="true"{{/reasonProblem}}>
{{reason}}</textarea><p class="hint" id="reason-hint">{{#asksReason}}{{t.reasonAsked}}{{/asksReason}}{{^asksReason}}{{t.reasonHint}}{{/asksReason}}</p>{{#reasonProblem}}<p class="invalid" id="reason-problem">{{.}}</p>{{/reasonProblem}}</div>
<p class="actions">{{#settles}}<button class="main" type="submit" name="action" value="solve">{{t.solve}}</button> {{#hasNext}}<button type="submit" name="action" value="next">{{t.solveAndNext}}</button> {{/hasNext}}<button type="submit" name="action" value="draft">{{t.saveDraft}}</button>{{/settles}}{{#proposes}}<button class="main" type="submit" name="action" value="propose">{{t.propose}}</button> <button type="submit" name="action" value="draft">{{t.saveDraft}}</button>{{/proposes}}{{#practises}}<button class="main" type="submit" name="action" value="solve">{{t.solve}}</button>{{/practises}}</p>
{{#proposes}}<p class="hint">{{t.proposeHint}}</p>{{/proposes}}</div></form>{{/canAct}}
{{^canAct}}{{>conflict-rows}}<p class="soft">{{t.onlyReading}}</p>{{/canAct}}
{{#agreedCount}}<details id="agreed"><summary>{{.}}</summary><dl class="facts">{{#agreed}}<dt>{{label}}</dt><dd><bdi>{{text}}</bdi></dd>{{/agreed}}</dl></details>{{/agreedCount}}
</div>
<aside>{{#hasSaid}}<section class="sheet" aria-labelledby="said"><h2 id="said">{{t.saidAround}}</h2>{{#said}}<blockquote><p class="small"><strong><bdi>{{author}}</bdi></strong> <span class="soft">{{date}}</span></p><p><bdi>{{text}}</bdi></p><p class="small"><a href="{{address}}">{{source}}</a></p></blockquote>{{/said}}</section>{{/hasSaid}}
{{#hasStory}}<section aria-labelledby="story"><h2 id="story">{{t.latestHistory}}</h2>{{>story}}</section>{{/hasStory}}</aside></div>{{/hasRows}}

"""##),
("conflict-rows", ##"""
{{% CONTENT_TYPE:BYGD}}{{#rows}}<fieldset class="conflict" id="{{anchor}}" data-row="field"{{#problem}} aria-describedby="{{problemID}}"{{/problem}}><legend><bdi>{{legend}}</bdi> <span class="tag">{{kindName}}</span>{{#isDrafted}} <span class="tag"><span aria-hidden="true">✎</span> {{t.yourDraft}}</span>{{/isDrafted}}</legend>
<p>{{explanation}} <span class="soft">{{advice}}</span></p>
{{#problem}}<p class="invalid" id="{{problemID}}">{{problem}}</p>{{/problem}}
{{#canAct}}<input type="hidden" name="conflict" value="{{id}}"/><input type="hidden" name="field-{{id}}" value="{{fieldKey}}"/>{{/canAct}}
{{#hasProposals}}<ul class="proposals">{{#proposals}}<li><strong><bdi>{{author}}</bdi></strong> {{t.proposes}}: <bdi>{{text}}</bdi>{{#.reason}} <q><bdi>{{.}}</bdi></q>{{/.reason}}{{#canAct}} <button type="submit" name="action" value="use-{{record}}" aria-label="{{label}}">{{t.use}}</button>{{/canAct}}</li>{{/proposals}}</ul>{{/hasProposals}}
<div class="choices">{{#columns}}<div class="choice{{#isBefore}} before{{/isBefore}}">{{#isBefore}}<p class="head">{{heading}}</p>{{/isBefore}}{{#radio}}<label for="{{id}}"><span class="head"><input type="radio" id="{{id}}" name="{{name}}" value="{{value}}" data-key="{{key}}"{{#isChosen}} checked="checked"{{/isChosen}}/><bdi>{{label}}</bdi></span></label>{{/radio}}{{^radio}}{{#author}}<p class="head"><bdi>{{.}}</bdi></p>{{/author}}{{/radio}}
{{#isOfficial}}<span class="tag done"><span aria-hidden="true">✓</span> {{t.standsNow}}</span>{{/isOfficial}}
{{#hasParts}}<dl class="parts">{{#parts}}<dt>{{label}}</dt><dd><bdi>{{text}}</bdi></dd>{{/parts}}</dl>{{/hasParts}}{{^hasParts}}<span class="value">{{#.text}}<bdi>{{.}}</bdi>{{/.text}}{{^.text}}<span class="empty">{{t.empty}}</span>{{/.text}}</span>{{/hasParts}}
<span class="meta">{{#author}}<bdi>{{.}}</bdi>{{/author}}{{#device}} · <bdi>{{.}}</bdi>{{/device}}{{#time}}<span class="when"><time datetime="{{iso}}">{{text}}</time></span>{{/time}}</span>
{{#note}}<span class="said">{{t.said}}: <q><bdi>{{.}}</bdi></q></span>{{/note}}{{#said}}<span class="said"><q><bdi>{{text}}</bdi></q> <a href="{{address}}">{{source}}</a> <span class="soft">{{date}}</span></span>{{/said}}</div>
{{/columns}}</div>
{{#hasEqualParts}}<details><summary>{{t.equalParts}}</summary><dl class="facts">{{#equalParts}}<dt>{{label}}</dt><dd><bdi>{{text}}</bdi></dd>{{/equalParts}}</dl></details>{{/hasEqualParts}}
{{#hasSegments}}<p class="head">{{t.mergedText}}</p><p class="hint">{{t.mergedHint}}</p><div class="merged">{{#segments}}{{#plain}}{{.}}{{/plain}}{{#changed}}<ins title="{{changedBy}}">{{.}}</ins>{{/changed}}{{#isOverlap}}<span class="overlap">{{#alternatives}}<span class="who-wrote"><bdi>{{who}}</bdi></span> {{#.text}}<mark>{{.}}</mark>{{/.text}}{{^.text}}<span class="empty">{{t.empty}}</span>{{/.text}} {{/alternatives}}</span>{{/isOverlap}}{{/segments}}</div>{{/hasSegments}}
{{#hasOthers}}<div class="others">{{#others}}<label for="{{id}}"><input type="radio" id="{{id}}" name="{{name}}" value="{{value}}" data-key="{{key}}"{{#isChosen}} checked="checked"{{/isChosen}}/>{{label}}</label>{{/others}}</div>{{/hasOthers}}
{{#writings}}{{#radio}}<div class="write" data-write="{{id}}"><label for="{{id}}" id="{{id}}-label"><input type="radio" id="{{id}}" name="{{name}}" value="{{value}}" data-key="{{key}}"{{#isChosen}} checked="checked"{{/isChosen}}/>{{label}}</label>{{/radio}}
<div class="members">{{#inputs}}<div class="field"><label for="{{id}}"{{#isBesideRadio}} class="unseen"{{/isBesideRadio}}>{{label}}</label>{{#isArea}}<textarea id="{{id}}" name="{{name}}" rows="{{rows}}"{{#hasProblem}} aria-invalid="true" aria-describedby="{{problemID}}"{{/hasProblem}}>
{{value}}</textarea>{{/isArea}}{{#isChoice}}<select id="{{id}}" name="{{name}}"{{#hasProblem}} aria-invalid="true" aria-describedby="{{problemID}}"{{/hasProblem}}><option value="">{{t.empty}}</option>{{#options}}{{>option}}{{/options}}</select>{{/isChoice}}{{#isLine}}<input type="text" id="{{id}}" name="{{name}}" value="{{value}}" autocomplete="off"{{#.mode}} inputmode="{{.}}"{{/.mode}}{{#hasProblem}} aria-invalid="true" aria-describedby="{{problemID}}"{{/hasProblem}}/>{{/isLine}}{{#.hint}}<p class="hint">{{.}}</p>{{/.hint}}</div>{{/inputs}}</div></div>{{/writings}}
{{#canAct}}{{#later}}<p class="later"><label for="{{id}}"><input type="radio" id="{{id}}" name="{{name}}" value=""{{#isChosen}} checked="checked"{{/isChosen}}/>{{label}}</label></p>{{/later}}{{/canAct}}
</fieldset>
{{/rows}}

"""##),
("conflict", ##"""
{{% CONTENT_TYPE:BYGD}}
{{<layout}}{{$content}}
{{>conflict-body}}
{{/content}}{{/layout}}

"""##),
("device-table", ##"""
{{% CONTENT_TYPE:BYGD}}{{#hasDevices}}<table class="cards"><caption class="unseen">{{t.devices}}</caption>
<thead><tr><th scope="col">{{t.device}}</th><th scope="col">{{t.person}}</th><th scope="col">{{t.status}}</th><th scope="col">{{t.lastSync}}</th><th scope="col" class="number">{{t.pending}}</th><th scope="col">{{t.version}}</th><th scope="col">{{t.clock}}</th>{{#hasButtons}}<th scope="col">{{t.action}}</th>{{/hasButtons}}</tr></thead>
<tbody>{{#devices}}<tr data-row="device"><th scope="row"><bdi>{{name}}</bdi>{{#copied}}<br/><small>{{copied}}</small>{{/copied}}</th><td data-label="{{t.person}}"><bdi>{{user}}</bdi></td><td data-label="{{t.status}}">{{#status}}{{>tag}}{{/status}}</td><td data-label="{{t.lastSync}}">{{#lastSync}}<time datetime="{{iso}}">{{text}}</time>{{/lastSync}}{{^lastSync}}{{t.never}}{{/lastSync}}</td><td data-label="{{t.pending}}" class="number">{{pending}}</td><td data-label="{{t.version}}"><bdi>{{version}}</bdi></td><td data-label="{{t.clock}}">{{clock}}</td>{{#hasButtons}}<td>{{#canRevoke}}<form class="inline" method="post" action="{{frame.base}}/devices">{{>token}}<input type="hidden" name="do" value="revoke"/><input type="hidden" name="device" value="{{id}}"/><button class="danger" type="submit" aria-label="{{t.revoke}} {{name}}">{{t.revoke}}</button></form>{{/canRevoke}}</td>{{/hasButtons}}</tr>
{{/devices}}</tbody></table>{{/hasDevices}}{{^hasDevices}}<p>{{t.noDevices}}</p>{{/hasDevices}}

"""##),
("devices", ##"""
{{% CONTENT_TYPE:BYGD}}
{{<layout}}{{$content}}
{{>made-code}}
{{>device-table}}
<section aria-labelledby="codes" class="sheet"><h2 id="codes">{{t.newDevice}}</h2>
<p>{{t.newDeviceHow}}</p>
<form method="post" action="{{frame.base}}/devices" id="invite-form">{{>token}}<input type="hidden" name="do" value="invite"/>
{{#isAdministrator}}<div class="field"><label for="invite-user">{{t.forWhom}}</label><select id="invite-user" name="user">{{#users}}<option value="{{formValue}}"{{#isChosen}} selected="selected"{{/isChosen}}>{{label}}</option>{{/users}}</select></div>{{/isAdministrator}}
<p class="actions"><button class="main" type="submit">{{t.makeCode}}</button></p></form></section>
<section aria-labelledby="open-codes"><h2 id="open-codes">{{t.openCodes}}</h2>
{{#hasInvitations}}<table class="cards"><caption class="unseen">{{t.openCodes}}</caption>
<thead><tr><th scope="col">{{t.person}}</th><th scope="col">{{t.purpose}}</th><th scope="col">{{t.madeAt}}</th><th scope="col">{{t.expiresAt}}</th></tr></thead>
<tbody>{{#invitations}}<tr><th scope="row"><bdi>{{user}}</bdi></th><td data-label="{{t.purpose}}">{{purpose}}</td><td data-label="{{t.madeAt}}">{{#made}}<time datetime="{{iso}}">{{text}}</time>{{/made}}</td><td data-label="{{t.expiresAt}}">{{#expires}}<time datetime="{{iso}}">{{text}}</time>{{/expires}}</td></tr>
{{/invitations}}</tbody></table>{{/hasInvitations}}{{^hasInvitations}}<p>{{t.noOpenCodes}}</p>{{/hasInvitations}}</section>
{{/content}}{{/layout}}

"""##),
("erase-preview", ##"""
{{% CONTENT_TYPE:BYGD}}
{{<layout}}{{$content}}
<p><strong id="summary">{{summary}}</strong></p>
<table class="cards"><caption class="unseen">{{frame.title}}</caption>
<thead><tr><th scope="col">{{t.eraseRecord}}</th><th scope="col">{{t.field}}</th><th scope="col">{{t.eraseValue}}</th><th scope="col">{{t.eraseBy}}</th><th scope="col">{{t.eraseWritten}}</th><th scope="col">{{t.eraseStands}}</th></tr></thead>
<tbody>{{#rows}}<tr data-row="value"><th scope="row"><a href="{{address}}"><bdi>{{record}}</bdi></a></th><td data-label="{{t.field}}">{{field}}</td><td data-label="{{t.eraseValue}}"><bdi>{{value}}</bdi></td><td data-label="{{t.eraseBy}}"><bdi>{{author}}</bdi></td><td data-label="{{t.eraseWritten}}">{{#written}}<time datetime="{{iso}}">{{text}}</time>{{/written}}</td><td data-label="{{t.eraseStands}}">{{#isStanding}}{{t.eraseStandsNow}}{{/isStanding}}{{^isStanding}}{{t.eraseStood}}{{/isStanding}}</td></tr>
{{/rows}}</tbody></table>
{{#warning}}<div class="notice warning"><p><span aria-hidden="true">!</span> {{.}}</p></div>{{/warning}}
<form class="sheet" method="post" action="{{frame.base}}/erase" id="erase-form" data-keep="1">{{>token}}{{#carried}}<input type="hidden" name="{{name}}" value="{{value}}"/>{{/carried}}
<div class="field"><label for="erase-reason">{{t.eraseReason}}</label><input type="text" id="erase-reason" name="reason" value="{{formReason}}" maxlength="500" autocomplete="off" aria-describedby="erase-hint{{#reasonProblem}} erase-problem{{/reasonProblem}}"{{#reasonProblem}} aria-invalid="true"{{/reasonProblem}}/>{{#reasonProblem}}<p class="invalid" id="erase-problem">{{.}}</p>{{/reasonProblem}}<p class="hint" id="erase-hint">{{t.eraseReasonHint}}</p></div>
<p>{{t.eraseForGood}}</p>
<p class="actions"><button class="danger" type="submit" name="do" value="erase">{{t.eraseButton}}</button> <button type="submit" name="do" value="choose">{{t.eraseChange}}</button></p></form>
{{/content}}{{/layout}}

"""##),
("erase", ##"""
{{% CONTENT_TYPE:BYGD}}
{{<layout}}{{$content}}
<p>{{t.eraseLead}}</p>
{{#sheet}}<section class="sheet" aria-labelledby="of-record"><h2 id="of-record"><a href="{{recordAddress}}"><bdi>{{recordName}}</bdi></a></h2>
<form method="post" action="{{frame.base}}/erase" id="record-form">{{>token}}<input type="hidden" name="record" value="{{formReference}}"/><input type="hidden" name="reason" value="{{formReason}}"/>
<fieldset class="boxes"{{#fieldsProblem}} aria-describedby="fields-problem"{{/fieldsProblem}}><legend>{{t.eraseFields}}</legend>
{{#boxes}}<p data-row="field"><label><input type="checkbox" name="field" value="{{formValue}}"{{#isChosen}} checked="checked"{{/isChosen}}/>{{label}}{{#isPersonal}} <span class="tag">{{t.erasePersonal}}</span>{{/isPersonal}}</label></p>
{{/boxes}}</fieldset>{{#fieldsProblem}}<p class="invalid" id="fields-problem">{{.}}</p>{{/fieldsProblem}}
<p class="actions"><button class="main" type="submit" name="do" value="preview">{{t.erasePreview}}</button></p></form></section>{{/sheet}}
<section class="sheet" aria-labelledby="by-text"><h2 id="by-text">{{t.eraseByText}}</h2>
<form method="post" action="{{frame.base}}/erase" id="naming-form">{{>token}}<input type="hidden" name="reason" value="{{formReason}}"/>
<div class="field"><label for="naming">{{t.eraseNaming}}</label><input type="text" id="naming" name="naming" value="{{formNaming}}" maxlength="200" autocomplete="off" aria-describedby="naming-hint{{#namingProblem}} naming-problem{{/namingProblem}}"{{#namingProblem}} aria-invalid="true"{{/namingProblem}}/>{{#namingProblem}}<p class="invalid" id="naming-problem">{{.}}</p>{{/namingProblem}}<p class="hint" id="naming-hint">{{t.eraseNamingHint}}</p></div>
<p class="actions"><button class="main" type="submit" name="do" value="preview">{{t.erasePreview}}</button></p></form></section>
{{^sheet}}<p>{{t.eraseWay}} <a href="{{frame.base}}/records">{{t.eraseToRecords}}</a></p>{{/sheet}}
{{/content}}{{/layout}}

"""##),
("follow-up", ##"""
{{% CONTENT_TYPE:BYGD}}
{{<layout}}{{$content}}
<form class="sheet filters" method="get" action="{{frame.base}}/follow-up">
<div class="field"><label for="year">{{t.year}}</label><select id="year" name="year">{{#years}}<option value="{{formValue}}"{{#isChosen}} selected="selected"{{/isChosen}}>{{label}}</option>{{/years}}</select></div>
<div class="field"><button class="main" type="submit">{{t.show}}</button></div>
</form>
{{#unresolved}}<div class="notice warning"><p><strong><span aria-hidden="true">?</span></strong> {{.}}</p> <a class="button" href="{{frame.base}}/inbox?type=assessment">{{t.toInbox}}</a></div>{{/unresolved}}
<ul class="legend" aria-label="{{t.legend}}">{{#legend}}<li><svg class="chart-key" width="18" height="18" aria-hidden="true" focusable="false"><rect class="part {{kind}}" x="1" y="1" width="16" height="16"/></svg> {{mark}} {{label}}</li>
{{/legend}}</ul>
{{#tables}}<section aria-labelledby="{{anchor}}"><h2 id="{{anchor}}">{{heading}}</h2>
{{#hasBars}}<ul class="bars">{{#bars}}<li><span class="bar-name"><bdi>{{name}}</bdi> <span class="soft">({{total}})</span></span>
<svg class="chart" width="100%" height="30" role="img"><title>{{name}}</title><desc>{{description}}</desc>{{#parts}}<rect class="part {{kind}}" x="{{x}}" y="1" width="{{width}}" height="28"/>{{#isWide}}<text class="{{#isDark}}on-dark{{/isDark}}{{^isDark}}on-light{{/isDark}}" x="{{middle}}" y="20" text-anchor="middle" aria-hidden="true">{{mark}} {{count}}</text>{{/isWide}}{{/parts}}</svg></li>
{{/bars}}</ul>{{/hasBars}}
<table class="cards"><caption class="unseen">{{heading}}</caption>
<thead><tr>{{#headings}}<th scope="col">{{.}}</th>{{/headings}}</tr></thead>
<tbody>{{#rows}}<tr><th scope="row"><bdi>{{name}}</bdi></th>{{#counts}}<td class="number" data-label="{{label}}">{{text}}</td>{{/counts}}</tr>
{{/rows}}</tbody>
{{#total}}<tfoot><tr><th scope="row">{{name}}</th>{{#counts}}<td class="number" data-label="{{label}}">{{text}}</td>{{/counts}}</tr></tfoot>{{/total}}</table></section>
{{/tables}}
{{#hasActivities}}<section aria-labelledby="activities"><h2 id="activities">{{t.activities}}</h2>
<table class="cards"><caption class="unseen">{{t.activities}}</caption>
<thead><tr><th scope="col">{{t.place}}</th><th scope="col">{{t.activity}}</th><th scope="col">{{t.outcome}}</th><th scope="col">{{t.responsible}}</th><th scope="col">{{t.start}}</th><th scope="col">{{t.comment}}</th></tr></thead>
<tbody>{{#activities}}<tr data-row="activity"><td data-label="{{t.place}}">{{place}}</td><th scope="row"><a href="{{address}}"><bdi>{{title}}</bdi></a></th><td data-label="{{t.outcome}}"><span class="outcome {{outcomeKind}}"><span aria-hidden="true">{{outcomeMark}}</span> {{outcome}}</span>{{#conflictAddress}} <a class="tag warning" href="{{.}}"><span aria-hidden="true">⚑</span> {{t.conflict}}</a>{{/conflictAddress}}</td><td data-label="{{t.responsible}}"><bdi>{{functions}}</bdi></td><td data-label="{{t.start}}">{{start}}</td><td data-label="{{t.comment}}"><bdi>{{comment}}</bdi></td></tr>
{{/activities}}</tbody></table></section>{{/hasActivities}}
{{^hasActivities}}<p>{{t.noActivities}}</p>{{/hasActivities}}
{{/content}}{{/layout}}

"""##),
("help", ##"""
{{% CONTENT_TYPE:BYGD}}
{{<layout}}{{$content}}
<section aria-labelledby="how"><h2 id="how">{{t.helpHow}}</h2>
<dl class="help">{{#questions}}<dt>{{name}}</dt><dd>{{meaning}}</dd>
{{/questions}}</dl></section>
<section aria-labelledby="words"><h2 id="words">{{t.helpWords}}</h2>
<dl class="help">{{#terms}}<dt>{{name}}</dt><dd>{{meaning}}</dd>
{{/terms}}</dl></section>
<section aria-labelledby="keys"><h2 id="keys">{{t.helpKeys}}</h2>
<p>{{t.helpKeysLead}}</p>
<p><button type="button" id="keys-switch" hidden="hidden" data-on="{{t.keysTurnOff}}" data-off="{{t.keysTurnOn}}">{{t.keysTurnOff}}</button></p>
<table class="keys"><caption class="unseen">{{t.helpKeys}}</caption><thead><tr><th scope="col">{{t.key}}</th><th scope="col">{{t.meaning}}</th></tr></thead>
<tbody>{{#keyRows}}<tr><th scope="row">{{#keys}}<kbd>{{.}}</kbd> {{/keys}}</th><td>{{meaning}}</td></tr>
{{/keyRows}}</tbody></table></section>
{{/content}}{{/layout}}

"""##),
("inbox", ##"""
{{% CONTENT_TYPE:BYGD}}
{{<layout}}{{$content}}
<form class="sheet filters" method="get" action="{{frame.base}}/inbox" role="search" aria-label="{{t.filterInbox}}" id="filters">
<div class="field wide"><label for="q">{{t.search}}</label><input type="search" id="q" name="q" value="{{words}}"/></div>
<div class="field"><label for="section">{{t.section}}</label><select id="section" name="section"><option value="">{{t.allOf}}</option>{{#sections}}{{>option}}{{/sections}}</select></div>
<div class="field"><label for="municipality">{{t.municipality}}</label><select id="municipality" name="municipality"><option value="">{{t.allOf}}</option>{{#municipalities}}{{>option}}{{/municipalities}}</select></div>
<div class="field"><label for="person">{{t.person}}</label><select id="person" name="person"><option value="">{{t.allOf}}</option>{{#people}}{{>option}}{{/people}}</select></div>
<div class="field"><label for="kind">{{t.kind}}</label><select id="kind" name="kind"><option value="">{{t.allOf}}</option>{{#kinds}}{{>option}}{{/kinds}}</select></div>
<div class="field"><label for="type">{{t.type}}</label><select id="type" name="type"><option value="">{{t.allOf}}</option>{{#types}}{{>option}}{{/types}}</select></div>
<div class="field"><label for="age">{{t.age}}</label><select id="age" name="age"><option value="">{{t.anyAge}}</option>{{#ages}}{{>option}}{{/ages}}</select></div>
<div class="field"><label for="order">{{t.sorting}}</label><select id="order" name="order">{{#orders}}{{>option}}{{/orders}}</select></div>
<div class="field"><label><input type="checkbox" id="proposed" name="proposed" value="1"{{#isProposed}} checked="checked"{{/isProposed}}/>{{t.onlyProposed}}</label></div>
<div class="field"><button class="main" type="submit">{{t.show}}</button>{{#isFiltered}} <a class="button" href="{{frame.base}}/inbox">{{t.showAll}}</a>{{/isFiltered}}</div>
</form>
<p id="count"><strong>{{count}}</strong>{{#rulesAddress}} · <a href="{{.}}">{{t.settleByRule}}</a>{{/rulesAddress}}</p>
{{#hasRows}}<table class="cards wide"><caption class="unseen">{{t.inboxTable}}</caption>
<thead><tr><th scope="col">{{t.record}}</th><th scope="col">{{t.place}}</th><th scope="col">{{t.fieldsInConflict}}</th><th scope="col">{{t.whoWrote}}</th><th scope="col">{{t.kind}}</th><th scope="col">{{t.waited}}</th></tr></thead>
<tbody>{{#rows}}<tr data-row="conflict"><th scope="row"><a href="{{address}}"><bdi>{{name}}</bdi></a><br/><span class="soft small">{{typeName}} · {{reference}}</span>{{#proposals}} <span class="tag"><span aria-hidden="true">✎</span> {{.}}</span>{{/proposals}}{{#drafts}} <span class="tag"><span aria-hidden="true">✎</span> {{.}}</span>{{/drafts}}</th><td data-label="{{t.place}}"><bdi>{{place}}</bdi></td><td class="field-name" data-label="{{t.fieldsInConflict}}"><ul class="tight">{{#fields}}<li><bdi>{{.}}</bdi></li>{{/fields}}</ul></td><td data-label="{{t.whoWrote}}"><ul class="tight">{{#people}}<li><bdi>{{name}}</bdi> <span class="soft small">{{>time}}</span></li>{{/people}}</ul></td><td data-label="{{t.kind}}">{{kinds}}</td><td data-label="{{t.waited}}">{{#since}}<time datetime="{{iso}}" title="{{text}}">{{waited}}</time>{{/since}}{{^since}}{{waited}}{{/since}}</td></tr>
{{/rows}}</tbody></table>{{/hasRows}}
{{^hasRows}}<p class="sheet">{{#isEmptyInbox}}<span aria-hidden="true">✓</span> {{t.inboxEmpty}}{{/isEmptyInbox}}{{^isEmptyInbox}}{{t.inboxNoMatch}}{{/isEmptyInbox}}</p>{{/hasRows}}
{{>pager}}
{{#hasTwins}}<section aria-labelledby="twins"><h2 id="twins">{{t.twins}}</h2><p>{{t.twinsLead}}</p>
<table class="cards"><caption class="unseen">{{t.twins}}</caption><thead><tr><th scope="col">{{t.record}}</th><th scope="col">{{t.otherRecord}}</th><th scope="col">{{t.why}}</th>{{#canJoin}}<th scope="col">{{t.action}}</th>{{/canJoin}}</tr></thead>
<tbody>{{#twins}}<tr data-row="twin"><th scope="row">{{#first}}<a href="{{address}}"><bdi>{{label}}</bdi></a>{{/first}}</th><td data-label="{{t.otherRecord}}">{{#second}}<a href="{{address}}"><bdi>{{label}}</bdi></a>{{/second}}</td><td data-label="{{t.why}}">{{why}}</td>{{#canJoin}}<td><form class="inline" method="post" action="{{frame.base}}/inbox">{{>token}}<input type="hidden" name="do" value="join"/><input type="hidden" name="record" value="{{secondID}}"/><input type="hidden" name="into" value="{{firstID}}"/><button type="submit">{{t.joinThem}}</button></form></td>{{/canJoin}}</tr>
{{/twins}}</tbody></table></section>{{/hasTwins}}
{{/content}}{{/layout}}

"""##),
("layout", ##"""
{{% CONTENT_TYPE:BYGD}}
<!DOCTYPE html>
<html lang="{{frame.lang}}">
<head>
<meta charset="utf-8"/>
<title>{{frame.windowTitle}}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<meta name="color-scheme" content="light dark"/>
<link rel="icon" type="image/svg+xml" href="{{asset.mark}}"/>
<link rel="stylesheet" href="{{asset.style}}"/>
<script src="{{asset.keys}}" defer="defer"></script>
</head>
<body{{#frame.isInside}} class="inside" data-base="{{frame.base}}"{{/frame.isInside}}>
<a class="skip" href="#content">{{t.skip}}</a>
<header class="top">
{{#frame.isInside}}<a class="home" href="{{frame.base}}"><span class="sign" aria-hidden="true">⌂</span> <bdi>{{frame.workspaceName}}</bdi></a>{{/frame.isInside}}{{^frame.isInside}}<span class="home"><span class="sign" aria-hidden="true">⌂</span> Bygd</span>{{/frame.isInside}}
<div class="who">
{{#frame.personName}}<span><bdi>{{frame.personName}}</bdi> <span class="soft">{{frame.personRole}}</span></span>
<form method="post" action="/sign-out"><input type="hidden" name="csrf" value="{{frame.token}}"/><button class="quiet" type="submit">{{t.signOut}}</button></form>{{/frame.personName}}
</div>
</header>
<div class="body">
{{#frame.isInside}}
<nav class="menu" aria-label="{{t.menuWork}}"><ul>
{{#frame.work}}<li><a href="{{address}}"{{#isHere}} aria-current="page"{{/isHere}}>{{label}}{{#badge}} <span class="badge">{{badge}}<span class="unseen"> {{badgeLabel}}</span></span>{{/badge}}</a></li>
{{/frame.work}}
</ul>
<ul class="upkeep" aria-label="{{t.menuUpkeep}}">
{{#frame.upkeep}}<li><a href="{{address}}"{{#isHere}} aria-current="page"{{/isHere}}>{{label}}{{#badge}} <span class="badge">{{badge}}<span class="unseen"> {{badgeLabel}}</span></span>{{/badge}}</a></li>
{{/frame.upkeep}}
</ul></nav>
{{/frame.isInside}}
<main id="content" tabindex="-1">
<h1>{{frame.title}}</h1>
<div id="messages" role="{{#frame.noticeIsProblem}}alert{{/frame.noticeIsProblem}}{{^frame.noticeIsProblem}}status{{/frame.noticeIsProblem}}">{{#frame.notice}}
<div class="notice {{kind}}" id="notice" tabindex="-1"><p><strong><span aria-hidden="true">{{frame.noticeMark}}</span> {{frame.noticeWord}}</strong> {{text}}</p>
{{#undo}}<form method="post" action="{{frame.base}}/undo" class="inline"><input type="hidden" name="csrf" value="{{frame.token}}"/><input type="hidden" name="commit" value="{{undo}}"/><button type="submit" id="undo">{{t.undo}}</button></form>{{/undo}}</div>{{/frame.notice}}</div>
{{#page}}{{$content}}{{/content}}{{/page}}
</main>
</div>
<footer class="bottom">
<ul class="tongues" aria-label="{{t.language}}">
{{#frame.tongues}}<li><a href="{{address}}" hreflang="{{code}}" lang="{{code}}"{{#isHere}} aria-current="true"{{/isHere}}>{{name}}</a></li>
{{/frame.tongues}}
</ul>
<p class="soft">Bygd{{#frame.isInside}} · <a href="{{frame.base}}/help">{{t.helpAndKeys}}</a>{{/frame.isInside}}</p>
</footer>
</body>
</html>

"""##),
("made-code", ##"""
{{% CONTENT_TYPE:BYGD}}{{#madeCode}}<section class="sheet" aria-labelledby="made"><h2 id="made">{{t.madeCode}}</h2>
<p>{{explanation}}</p>
<p class="code" id="code">{{code}}</p>
{{#.address}}<p class="code" id="code-address">{{.}}</p>{{/.address}}
<p class="hint">{{t.madeCodeOnce}}</p></section>{{/madeCode}}

"""##),
("option", ##"""
{{% CONTENT_TYPE:BYGD}}<option value="{{formValue}}"{{#isChosen}} selected="selected"{{/isChosen}}>{{label}}</option>

"""##),
("overview", ##"""
{{% CONTENT_TYPE:BYGD}}
{{<layout}}{{$content}}
<ul class="figures">
{{#figures}}<li><span class="count">{{count}}</span> {{#.address}}<a href="{{address}}">{{label}}</a>{{/.address}}{{^.address}}{{label}}{{/.address}}</li>
{{/figures}}
</ul>
{{#isAdministrator}}
<section aria-labelledby="health"><h2 id="health">{{t.health}}</h2>
<ul class="plainlist">{{#health}}<li>{{>tag}}</li>
{{/health}}</ul></section>
{{/isAdministrator}}
<section aria-labelledby="devices"><h2 id="devices">{{t.devices}}</h2>
{{>device-table}}
<p><a href="{{base}}/devices">{{t.devicesMore}}</a></p></section>
{{#isAdministrator}}
<section aria-labelledby="people"><h2 id="people">{{t.people}}</h2>
<table class="cards"><caption class="unseen">{{t.people}}</caption>
<thead><tr><th scope="col">{{t.name}}</th><th scope="col">{{t.role}}</th><th scope="col" class="number">{{t.devices}}</th><th scope="col">{{t.since}}</th></tr></thead>
<tbody>{{#people}}<tr><th scope="row"><bdi>{{name}}</bdi></th><td data-label="{{t.role}}">{{role}}</td><td data-label="{{t.devices}}" class="number">{{devices}}</td><td data-label="{{t.since}}">{{#since}}<time datetime="{{iso}}">{{text}}</time>{{/since}}</td></tr>
{{/people}}</tbody></table>
<p><a href="{{base}}/people">{{t.peopleMore}}</a></p></section>
{{/isAdministrator}}
{{/content}}{{/layout}}

"""##),
("pager", ##"""
{{% CONTENT_TYPE:BYGD}}{{#pager}}{{#isNeeded}}<nav class="pages" aria-label="{{t.pages}}">{{#previous}}<a class="button" rel="prev" href="{{.}}">← {{t.previousPage}}</a>{{/previous}} <span>{{range}}</span> {{#next}}<a class="button" rel="next" href="{{.}}">{{t.nextPage}} →</a>{{/next}}</nav>{{/isNeeded}}{{/pager}}

"""##),
("people", ##"""
{{% CONTENT_TYPE:BYGD}}
{{<layout}}{{$content}}
{{>made-code}}
<table class="cards"><caption class="unseen">{{t.people}}</caption>
<thead><tr><th scope="col">{{t.name}}</th><th scope="col">{{t.role}}</th>{{#hasAudiences}}<th scope="col">{{t.audiences}}</th>{{/hasAudiences}}<th scope="col" class="number">{{t.devices}}</th><th scope="col">{{t.since}}</th><th scope="col">{{t.action}}</th></tr></thead>
<tbody>{{#rows}}<tr data-row="person"><th scope="row"><bdi>{{name}}</bdi></th><td data-label="{{t.role}}">{{#isReader}}{{role}} {{t.thatIsYou}}{{/isReader}}{{^isReader}}<form class="inline role" method="post" action="{{frame.base}}/people">{{>token}}<input type="hidden" name="do" value="role"/><input type="hidden" name="user" value="{{formName}}"/><select name="role" aria-label="{{t.roleOf}} {{name}}">{{#roles}}<option value="{{formValue}}"{{#isChosen}} selected="selected"{{/isChosen}}>{{label}}</option>{{/roles}}</select> <button type="submit" aria-label="{{t.changeRoleOf}} {{name}}">{{t.change}}</button></form>{{/isReader}}</td>{{#hasAudiences}}<td data-label="{{t.audiences}}"><form class="inline audiences" method="post" action="{{frame.base}}/people">{{>token}}<input type="hidden" name="do" value="audiences"/><input type="hidden" name="user" value="{{formName}}"/><fieldset><legend class="unseen">{{t.audiencesOf}} {{name}}</legend>{{#audiences}}<label><input type="checkbox" name="audience" value="{{formValue}}"{{#isChosen}} checked="checked"{{/isChosen}}/> {{label}}</label> {{/audiences}}</fieldset><button type="submit" aria-label="{{t.changeAudiencesOf}} {{name}}">{{t.change}}</button></form></td>{{/hasAudiences}}<td data-label="{{t.devices}}" class="number">{{devices}}</td><td data-label="{{t.since}}">{{#since}}<time datetime="{{iso}}">{{text}}</time>{{/since}}</td><td class="buttons"><form class="inline" method="post" action="{{frame.base}}/people">{{>token}}<input type="hidden" name="do" value="link"/><input type="hidden" name="user" value="{{formName}}"/><button type="submit" aria-label="{{t.makeLink}}: {{name}}">{{t.makeLink}}</button></form> <form class="inline" method="post" action="{{frame.base}}/people">{{>token}}<input type="hidden" name="do" value="end-sessions"/><input type="hidden" name="user" value="{{formName}}"/><button type="submit" aria-label="{{t.endSessions}}: {{name}}">{{t.endSessions}}</button></form>{{^isReader}} <form class="inline" method="post" action="{{frame.base}}/people">{{>token}}<input type="hidden" name="do" value="remove"/><input type="hidden" name="user" value="{{formName}}"/><button class="danger" type="submit" aria-label="{{t.remove}} {{name}}">{{t.remove}}</button></form>{{/isReader}}</td></tr>
{{/rows}}</tbody></table>
<section class="sheet" aria-labelledby="add"><h2 id="add">{{t.addPerson}}</h2>
<form method="post" action="{{frame.base}}/people" id="add-form" data-keep="1">{{>token}}<input type="hidden" name="do" value="add"/>
<div class="field"><label for="add-user">{{t.name}}</label><input type="text" id="add-user" name="user" value="{{typedName}}" autocomplete="off" maxlength="200"{{#nameProblem}} aria-invalid="true" aria-describedby="add-problem"{{/nameProblem}}/>{{#nameProblem}}<p class="invalid" id="add-problem">{{.}}</p>{{/nameProblem}}</div>
<div class="field"><label for="add-role">{{t.role}}</label><select id="add-role" name="role">{{#roles}}<option value="{{formValue}}"{{#isChosen}} selected="selected"{{/isChosen}}>{{label}}</option>{{/roles}}</select>
<p class="hint">{{t.rolesExplained}}</p></div>
<p class="actions"><button class="main" type="submit">{{t.addPerson}}</button></p></form></section>
<p class="actions"><a class="button" href="{{frame.base}}/erase">{{t.eraseAPerson}}</a></p>
{{/content}}{{/layout}}

"""##),
("plain", ##"""
{{% CONTENT_TYPE:BYGD}}
{{<layout}}{{$content}}
{{#paragraphs}}<p>{{.}}</p>
{{/paragraphs}}
{{#links}}<p><a class="button" href="{{address}}">{{label}}</a></p>
{{/links}}
{{/content}}{{/layout}}

"""##),
("practice", ##"""
{{% CONTENT_TYPE:BYGD}}
{{<layout}}{{$content}}
<p>{{t.practiceLead}}</p>
{{#result}}<section class="sheet" aria-labelledby="result" id="practice-result"><h2 id="result">{{t.practiceResult}}</h2><dl class="facts">{{#lines}}<dt>{{label}}</dt><dd><bdi>{{text}}</bdi></dd>{{/lines}}</dl>
{{#isLeft}}<p>{{t.practiceLeft}}</p>{{/isLeft}}
{{#hasTold}}<h3>{{t.practiceTold}}</h3><ul>{{#told}}<li>{{.}}</li>{{/told}}</ul>{{/hasTold}}
<p><a class="button" href="{{frame.base}}/practice">{{t.practiceAgain}}</a></p></section>{{/result}}
{{#conflict}}{{>conflict-body}}{{/conflict}}
{{/content}}{{/layout}}

"""##),
("quarantine", ##"""
{{% CONTENT_TYPE:BYGD}}
{{<layout}}{{$content}}
<p>{{t.quarantineLead}}</p>
{{#isEmpty}}<p>{{t.quarantineEmpty}}</p>{{/isEmpty}}
{{#rows}}<article class="sheet" data-row="quarantined" id="q{{id}}" aria-labelledby="q{{id}}-title"><h2 id="q{{id}}-title"><bdi>{{author}}</bdi> · <bdi>{{device}}</bdi></h2>
<dl class="facts">{{#written}}<dt>{{t.quarantineWritten}}</dt><dd><time datetime="{{iso}}">{{text}}</time></dd>{{/written}}{{#came}}<dt>{{t.quarantineCame}}</dt><dd><time datetime="{{iso}}">{{text}}</time></dd>{{/came}}<dt>{{t.quarantineWhy}}</dt><dd>{{why}}</dd>{{#note}}<dt>{{t.reason}}</dt><dd><q><bdi>{{.}}</bdi></q></dd>{{/note}}</dl>
{{#problem}}<p><span class="tag warning"><span aria-hidden="true">!</span></span> {{.}}</p>{{/problem}}
{{#hasChanges}}<table class="cards"><caption class="unseen">{{t.what}}</caption>
<thead><tr><th scope="col">{{t.quarantineRecord}}</th><th scope="col">{{t.field}}</th><th scope="col">{{t.quarantineStands}}</th><th scope="col">{{t.quarantineWould}}</th></tr></thead>
<tbody>{{#changes}}<tr><th scope="row">{{#address}}<a href="{{.}}">{{/address}}<bdi>{{record}}</bdi>{{#address}}</a>{{/address}}</th><td data-label="{{t.field}}">{{field}}</td><td data-label="{{t.quarantineStands}}"><bdi>{{before}}</bdi></td><td data-label="{{t.quarantineWould}}"><bdi>{{after}}</bdi></td></tr>
{{/changes}}</tbody></table>{{/hasChanges}}
{{#canDecide}}<form method="post" action="{{frame.base}}/quarantine" data-keep="1">{{>token}}<input type="hidden" name="id" value="{{id}}"/>
<div class="field"><label for="q{{id}}-reason">{{t.quarantineReason}}</label><input type="text" id="q{{id}}-reason" name="reason" maxlength="500" autocomplete="off"{{#isMarked}} aria-invalid="true" aria-describedby="q{{id}}-problem"{{/isMarked}}/>{{#isMarked}}<p class="invalid" id="q{{id}}-problem">{{reasonProblem}}</p>{{/isMarked}}</div>
<p class="actions">{{#canAccept}}<button class="main" type="submit" name="do" value="accept" aria-label="{{t.quarantineAccept}}: {{author}}">{{t.quarantineAccept}}</button> {{/canAccept}}<button class="danger" type="submit" name="do" value="refuse" aria-label="{{t.quarantineRefuse}}: {{author}}">{{t.quarantineRefuse}}</button></p></form>{{/canDecide}}</article>
{{/rows}}
{{#next}}<p class="pages"><a class="button" rel="next" href="{{.}}">{{t.quarantineNext}}</a></p>{{/next}}
{{#hasDecided}}<section aria-labelledby="decided"><h2 id="decided">{{t.quarantineDecided}}</h2>
<table class="cards"><caption class="unseen">{{t.quarantineDecided}}</caption>
<thead><tr><th scope="col">{{t.quarantineAuthor}}</th><th scope="col">{{t.what}}</th><th scope="col">{{t.quarantineOutcome}}</th><th scope="col">{{t.when}}</th><th scope="col">{{t.decidedBy}}</th><th scope="col">{{t.reason}}</th></tr></thead>
<tbody>{{#decided}}<tr data-row="decided"><th scope="row"><bdi>{{author}}</bdi></th><td data-label="{{t.what}}">{{#changes}}<span class="line"><bdi>{{record}}</bdi> · {{field}}: <bdi>{{after}}</bdi></span> {{/changes}}</td><td data-label="{{t.quarantineOutcome}}">{{#tag}}{{>tag}}{{/tag}}</td><td data-label="{{t.when}}">{{>time}}</td><td data-label="{{t.decidedBy}}"><bdi>{{by}}</bdi></td><td data-label="{{t.reason}}"><bdi>{{reason}}</bdi></td></tr>
{{/decided}}</tbody></table></section>{{/hasDecided}}
{{/content}}{{/layout}}

"""##),
("record", ##"""
{{% CONTENT_TYPE:BYGD}}
{{<layout}}{{$content}}
<p class="soft">{{kind}} · <span class="nowrap">{{reference}}</span></p>
{{#isDeleted}}<div class="notice warning"><p><strong><span aria-hidden="true">✕</span> {{t.isDeletedLead}}</strong></p>{{#canRestore}}<form method="post" action="{{address}}" id="restore-form">{{>token}}<input type="hidden" name="do" value="restore"/><button type="submit">{{t.restore}}</button></form>{{/canRestore}}</div>{{/isDeleted}}
{{#conflictAddress}}<div class="notice warning"><p><strong><span aria-hidden="true">⚑</span> {{conflictCount}}</strong></p> <a class="button" href="{{.}}">{{t.openConflict}}</a></div>{{/conflictAddress}}
<section class="sheet" aria-labelledby="fields"><h2 id="fields" class="unseen">{{t.fields}}</h2>
<dl class="facts">{{#lines}}<dt>{{label}}{{#isInConflict}} <span class="tag warning"><span aria-hidden="true">⚑</span> {{t.conflict}}</span>{{/isInConflict}}</dt>{{#values}}<dd><bdi>{{.}}</bdi></dd>{{/values}}{{^values}}<dd class="soft">{{t.empty}}</dd>{{/values}}
{{/lines}}</dl>
{{#hasPlaces}}<ul>{{#places}}<li><span class="soft">{{label}}</span> <a href="{{address}}"><bdi>{{text}}</bdi></a></li>
{{/places}}</ul>{{/hasPlaces}}</section>
<section aria-labelledby="history"><h2 id="history">{{t.history}}</h2>
<p class="soft">{{t.historyLead}}</p>
{{>story}}
{{#hasMore}}<p><a href="{{address}}?all=1#history">{{t.wholeHistory}}</a></p>{{/hasMore}}</section>
{{#eraseAddress}}<p class="actions"><a class="button" href="{{.}}">{{t.eraseFromHere}}</a></p>{{/eraseAddress}}
{{/content}}{{/layout}}

"""##),
("records", ##"""
{{% CONTENT_TYPE:BYGD}}
{{<layout}}{{$content}}
<form class="sheet filters" method="get" action="{{frame.base}}/records" role="search" aria-label="{{t.searchRecords}}">
<div class="field wide"><label for="q">{{t.search}}</label><input type="search" id="q" name="q" value="{{words}}"/></div>
<div class="field"><label for="type">{{t.type}}</label><select id="type" name="type"><option value="">{{t.allTypes}}</option>{{#types}}<option value="{{formValue}}"{{#isChosen}} selected="selected"{{/isChosen}}>{{label}}</option>{{/types}}</select></div>
<div class="field"><label><input type="checkbox" name="conflict" value="1"{{#inConflict}} checked="checked"{{/inConflict}}/>{{t.onlyInConflict}}</label> <label><input type="checkbox" name="deleted" value="1"{{#deleted}} checked="checked"{{/deleted}}/>{{t.onlyDeleted}}</label></div>
<div class="field"><button class="main" type="submit">{{t.show}}</button></div>
</form>
<p id="count" class="soft">{{#pager}}{{range}}{{/pager}}{{#isCut}} {{t.isCut}}{{/isCut}}</p>
{{#hasRows}}<table class="cards"><caption class="unseen">{{t.records}}</caption>
<thead><tr><th scope="col">{{t.name}}</th>{{#headings}}<th scope="col">{{.}}</th>{{/headings}}<th scope="col">{{t.status}}</th></tr></thead>
<tbody>{{#rows}}<tr data-row="record"><th scope="row"><a href="{{address}}"><bdi>{{name}}</bdi></a> <span class="soft small">{{reference}}</span></th>{{#cells}}<td data-label="{{label}}"{{#isEmpty}} class="empty"{{/isEmpty}}><bdi>{{text}}</bdi></td>{{/cells}}<td data-label="{{t.status}}">{{#conflictAddress}}<a class="tag warning" href="{{.}}"><span aria-hidden="true">⚑</span> {{t.conflict}}</a>{{/conflictAddress}}{{#isDeleted}}<span class="tag problem"><span aria-hidden="true">✕</span> {{t.deleted}}</span>{{/isDeleted}}{{^conflictAddress}}{{^isDeleted}}<span class="tag done"><span aria-hidden="true">✓</span> {{t.settled}}</span>{{/isDeleted}}{{/conflictAddress}}</td></tr>
{{/rows}}</tbody></table>{{/hasRows}}{{^hasRows}}<p>{{t.noRecords}}</p>{{/hasRows}}
{{>pager}}
{{/content}}{{/layout}}

"""##),
("rules", ##"""
{{% CONTENT_TYPE:BYGD}}
{{<layout}}{{$content}}
<p>{{t.rulesLead}}</p>
<form class="sheet filters" method="get" action="{{frame.base}}/rules" id="rule-form">
<div class="field wide"><label for="rule">{{t.rule}}</label><select id="rule" name="rule">{{#rules}}{{>option}}{{/rules}}</select></div>
<div class="field"><label for="rulePerson">{{t.rulePerson}}</label><select id="rulePerson" name="rulePerson"><option value="">–</option>{{#rulePeople}}{{>option}}{{/rulePeople}}</select></div>
<div class="field"><label for="section">{{t.section}}</label><select id="section" name="section"><option value="">{{t.allOf}}</option>{{#sections}}{{>option}}{{/sections}}</select></div>
<div class="field"><label for="person">{{t.person}}</label><select id="person" name="person"><option value="">{{t.allOf}}</option>{{#people}}{{>option}}{{/people}}</select></div>
<div class="field"><label for="type">{{t.type}}</label><select id="type" name="type"><option value="">{{t.allOf}}</option>{{#types}}{{>option}}{{/types}}</select></div>
<div class="field"><label for="kind">{{t.kind}}</label><select id="kind" name="kind"><option value="">{{t.allOf}}</option>{{#kinds}}{{>option}}{{/kinds}}</select></div>
<div class="field"><label for="q">{{t.search}}</label><input type="search" id="q" name="q" value="{{words}}"/></div>
<div class="field"><button class="main" type="submit" id="preview">{{t.preview}}</button></div></form>
{{#hasPreview}}<section aria-labelledby="preview-title"><h2 id="preview-title">{{t.previewTitle}}</h2><p><strong>{{ruleText}}.</strong> <span id="summary">{{summary}}</span></p>
{{#hasLines}}<form method="post" action="{{action}}" id="carry-form" data-keep="1">{{>token}}<input type="hidden" name="do" value="carry"/><input type="hidden" name="rule" value="{{ruleCode}}"/><input type="hidden" name="rulePerson" value="{{rulePerson}}"/>
<table class="cards"><caption class="unseen">{{t.previewTitle}}</caption><thead><tr><th scope="col">{{t.include}}</th><th scope="col">{{t.record}}</th><th scope="col">{{t.field}}</th><th scope="col">{{t.whoWrote}}</th><th scope="col">{{t.standsNow}}</th><th scope="col">{{t.wouldStand}}</th></tr></thead>
<tbody>{{#lines}}<tr data-row="line"><td data-label="{{t.include}}"><input type="checkbox" name="conflict" value="{{conflict}}" checked="checked" aria-label="{{t.include}}: {{name}}, {{field}}"/></td><th scope="row"><a href="{{address}}"><bdi>{{name}}</bdi></a></th><td class="field-name" data-label="{{t.field}}">{{field}}</td><td data-label="{{t.whoWrote}}"><ul class="tight">{{#sides}}<li><bdi>{{author}}</bdi>: <bdi>{{text}}</bdi></li>{{/sides}}</ul></td><td data-label="{{t.standsNow}}"><bdi>{{before}}</bdi></td><td data-label="{{t.wouldStand}}">{{#isSame}}<bdi>{{after}}</bdi>{{/isSame}}{{^isSame}}<ins><bdi>{{after}}</bdi></ins>{{/isSame}}</td></tr>
{{/lines}}</tbody></table>
<div class="sheet"><div class="field"><label for="reason">{{t.reason}}</label><textarea id="reason" name="reason" rows="2" maxlength="4000" aria-describedby="reason-hint"></textarea><p class="hint" id="reason-hint">{{t.reasonHint}}</p></div>
<p class="actions"><button class="main" type="submit" id="carry">{{t.carryOut}}</button></p></div></form>{{/hasLines}}</section>{{/hasPreview}}
<section aria-labelledby="standing"><h2 id="standing">{{t.standingRules}}</h2><p>{{t.standingLead}}</p>
{{#hasStanding}}<table class="cards"><caption class="unseen">{{t.standingRules}}</caption><thead><tr><th scope="col">{{t.field}}</th><th scope="col">{{t.rule}}</th><th scope="col">{{t.madeBy}}</th><th scope="col">{{t.status}}</th><th scope="col">{{t.action}}</th></tr></thead>
<tbody>{{#standing}}<tr data-row="rule"><th scope="row"><a href="{{address}}">{{about}}</a></th><td data-label="{{t.rule}}">{{rule}}{{#.reason}} <q><bdi>{{.}}</bdi></q>{{/.reason}}</td><td data-label="{{t.madeBy}}"><bdi>{{author}}</bdi></td><td data-label="{{t.status}}">{{#isContested}}<span class="tag warning"><span aria-hidden="true">⚑</span> {{t.conflict}}</span>{{/isContested}}{{#isOn}}<span class="tag done"><span aria-hidden="true">✓</span> {{t.on}}</span>{{/isOn}}{{^isOn}}<span class="tag"><span aria-hidden="true">–</span> {{t.off}}</span>{{/isOn}}</td><td><form class="inline" method="post" action="{{frame.base}}/rules">{{>token}}<input type="hidden" name="do" value="{{#isOn}}off{{/isOn}}{{^isOn}}on{{/isOn}}"/><input type="hidden" name="about" value="{{typeKey}}.{{fieldKey}}"/><button type="submit" aria-label="{{label}}">{{#isOn}}{{t.turnOff}}{{/isOn}}{{^isOn}}{{t.turnOn}}{{/isOn}}</button></form></td></tr>
{{/standing}}</tbody></table>{{/hasStanding}}{{^hasStanding}}<p>{{t.noStanding}}</p>{{/hasStanding}}
<form class="sheet" method="post" action="{{frame.base}}/rules" id="standing-form" data-keep="1">{{>token}}<input type="hidden" name="do" value="standing"/><h3>{{t.newStanding}}</h3>
{{#standingProblem}}<p class="invalid" id="standing-problem">{{.}}</p>{{/standingProblem}}
<div class="filters"><div class="field"><label for="about">{{t.field}}</label><select id="about" name="about">{{#fields}}{{>option}}{{/fields}}</select></div>
<div class="field"><label for="standing-rule">{{t.rule}}</label><select id="standing-rule" name="rule">{{#rules}}{{>option}}{{/rules}}</select></div>
<div class="field"><label for="standing-person">{{t.rulePerson}}</label><input type="text" id="standing-person" name="rulePerson" autocomplete="off"/></div>
<div class="field"><label for="standing-reason">{{t.reason}}</label><input type="text" id="standing-reason" name="reason" maxlength="1000" autocomplete="off"/></div></div>
<p class="actions"><button class="main" type="submit">{{t.makeStanding}}</button></p></form></section>
{{/content}}{{/layout}}

"""##),
("send-again", ##"""
{{% CONTENT_TYPE:BYGD}}
{{<layout}}{{$content}}
{{#paragraphs}}<p>{{.}}</p>
{{/paragraphs}}
<form class="sheet" method="post" action="{{action}}" id="again-form">
{{#short}}<input type="hidden" name="{{name}}" value="{{value}}"/>{{/short}}
{{#long}}<div class="field"><textarea name="{{name}}" rows="6" aria-label="{{label}}">
{{value}}</textarea></div>
{{/long}}
<p class="actions"><button class="main" type="submit">{{button}}</button></p></form>
{{> typed-fields}}
{{/content}}{{/layout}}

"""##),
("sign-in-code", ##"""
{{% CONTENT_TYPE:BYGD}}
{{<layout}}{{$content}}
<form method="post" action="{{address}}" class="sheet">
{{> token}}<p id="hint">{{texts.hint}}</p>
{{#choosesPassword}}<input type="hidden" name="username" value="{{user}}" autocomplete="username"/>
<div class="field"><label for="password">{{texts.password}}</label><input id="password" name="password" type="password" autocomplete="new-password" minlength="{{lengthMin}}" aria-describedby="hint" required="required"/></div>
<div class="field"><label for="repeated">{{texts.repeated}}</label><input id="repeated" name="repeated" type="password" autocomplete="new-password" required="required"/></div>
{{/choosesPassword}}
<p class="actions"><button class="main" type="submit">{{texts.button}}</button></p>
</form>
{{/content}}{{/layout}}

"""##),
("sign-in", ##"""
{{% CONTENT_TYPE:BYGD}}
{{<layout}}{{$content}}
{{#elsewhere}}<p><a class="button" href="{{elsewhere}}">{{texts.elsewhere}}</a></p>
{{/elsewhere}}
<form method="post" action="/sign-in" class="sheet" id="password-form">
{{> token}}<input type="hidden" name="return" value="{{returnPath}}"/>
<h2>{{texts.withPassword}}</h2>
{{#asksWorkspace}}<div class="field"><label for="workspace">{{texts.workspace}}</label><input type="text" id="workspace" name="workspace" value="{{workspace}}" autocomplete="organization" required="required"/></div>
{{/asksWorkspace}}
{{^asksWorkspace}}<input type="hidden" name="workspace" value="{{workspace}}"/>{{/asksWorkspace}}
<div class="field"><label for="name">{{texts.name}}</label><input type="text" id="name" name="name" value="{{typedName}}" autocomplete="username" required="required"/></div>
<div class="field"><label for="password">{{texts.password}}</label><input id="password" name="password" type="password" autocomplete="current-password" required="required"/></div>
<p class="actions"><button class="main" type="submit">{{texts.button}}</button></p>
</form>
<form method="post" action="/sign-in" class="sheet" id="code-form">
{{> token}}<input type="hidden" name="return" value="{{returnPath}}"/>
<h2>{{texts.withCode}}</h2>
<p id="code-hint" class="soft">{{texts.codeHint}}</p>
<div class="field"><label for="code">{{texts.code}}</label><input type="text" id="code" name="code" autocomplete="one-time-code" aria-describedby="code-hint" required="required"/></div>
<p class="actions"><button type="submit">{{texts.goOn}}</button></p>
</form>
{{> typed-fields}}
{{/content}}{{/layout}}

"""##),
("story", ##"""
{{% CONTENT_TYPE:BYGD}}<ol class="story">
{{#story}}<li data-row="commit" id="c-{{commit}}"><p class="small"><strong><bdi>{{author}}</bdi></strong> <span class="soft">{{#device}}<bdi>{{.}}</bdi> · {{/device}}{{>time}}{{#isUnsynced}} · {{t.notLogged}}{{/isUnsynced}}{{#isErased}} · {{t.erasedHere}}{{/isErased}}</span></p>
{{#note}}<p><q><bdi>{{.}}</bdi></q></p>{{/note}}
<ul>{{#changes}}<li>{{#recordName}}<a href="{{recordAddress}}"><bdi>{{recordName}}</bdi></a> · {{/recordName}}<span class="soft">{{label}}:</span> {{#isNew}}<bdi>{{to}}</bdi>{{/isNew}}{{^isNew}}<del><bdi>{{from}}</bdi></del> <span aria-hidden="true">→</span> <ins><bdi>{{to}}</bdi></ins>{{/isNew}}</li>
{{/changes}}</ul>
{{#canUndo}}<form class="inline" method="post" action="{{frame.base}}/undo">{{>token}}<input type="hidden" name="commit" value="{{commit}}"/><button class="quiet" type="submit" aria-label="{{t.undo}}: {{commit}}">{{t.undoThis}}</button></form>{{/canUndo}}</li>
{{/story}}</ol>

"""##),
("tag", ##"""
{{% CONTENT_TYPE:BYGD}}<span class="tag {{kind}}"><span aria-hidden="true">{{mark}}</span> {{text}}</span>

"""##),
("time", ##"""
{{% CONTENT_TYPE:BYGD}}{{#time}}<time datetime="{{iso}}">{{text}}</time>{{/time}}

"""##),
("token", ##"""
{{% CONTENT_TYPE:BYGD}}<input type="hidden" name="csrf" value="{{frame.token}}"/>

"""##),
("told", ##"""
{{% CONTENT_TYPE:BYGD}}
{{<layout}}{{$content}}
<p>{{t.toldLead}}</p>
{{#hasRows}}{{#rows}}<article class="sheet" data-row="told"><h2><a href="{{address}}"><bdi>{{name}}</bdi></a></h2>
<p class="soft small">{{>time}}</p>
<dl class="facts"><dt>{{t.field}}</dt><dd>{{field}}</dd><dt>{{t.youWrote}}</dt><dd><bdi>{{own}}</bdi></dd><dt>{{t.nowStands}}</dt><dd><bdi>{{chosen}}</bdi></dd><dt>{{t.decidedBy}}</dt><dd><bdi>{{by}}</bdi></dd>{{#.reason}}<dt>{{t.reason}}</dt><dd><q><bdi>{{.}}</bdi></q></dd>{{/.reason}}</dl></article>
{{/rows}}
<form method="post" action="{{frame.base}}/told" id="told-form">{{>token}}<input type="hidden" name="upTo" value="{{upTo}}"/><p class="actions"><button class="main" type="submit">{{t.dismiss}}</button></p></form>{{/hasRows}}
{{^hasRows}}<p>{{t.nothingTold}}</p>{{/hasRows}}
{{/content}}{{/layout}}

"""##),
("typed-fields", ##"""
{{% CONTENT_TYPE:BYGD}}{{#hasTyped}}<h2>{{texts.typed}}</h2>
<dl class="typed">
{{#typed}}<dt><bdi>{{name}}</bdi></dt><dd><pre>{{value}}</pre></dd>
{{/typed}}
</dl>{{/hasTyped}}

"""##),
("typed", ##"""
{{% CONTENT_TYPE:BYGD}}
{{<layout}}{{$content}}
{{#paragraphs}}<p>{{.}}</p>
{{/paragraphs}}
{{#links}}<p><a class="button" href="{{address}}">{{label}}</a></p>
{{/links}}
{{> typed-fields}}
{{/content}}{{/layout}}

"""##),
]

/// The style sheet.
package let bundledStyle = ##"""
/* One calm sheet. All colours are named here, once per scheme; a test computes their contrast. */
:root {
color-scheme: light dark;
--ground: #f4f3ee;
--sheet: #ffffff;
--ink: #1e2522;
--soft: #535d58;
--line: #dcdad1;
--edge: #767f7a;
--accent: #1b5a4b;
--accent-strong: #113f34;
--on-accent: #ffffff;
--tint: #e4efea;
--focus: #0b57d0;
--mark: #ffe9a8;
--on-mark: #3d2f00;
--done: #e2f1e5;
--on-done: #17512a;
--warn: #fdf1d2;
--on-warn: #5c4500;
--bad: #fbe5e1;
--on-bad: #8a1c11;
--bar-green: #2f7d46;
--bar-yellow: #f0c541;
--bar-red: #b93a2b;
--bar-blue: #2c6cb3;
--bar-none: #d3d5d2;
--bar-open: #6a4c9c;
--on-dark-bar: #ffffff;
--on-light-bar: #1e2522;
}
@media (prefers-color-scheme: dark) {
:root {
--ground: #141816;
--sheet: #1d2320;
--ink: #e8ece9;
--soft: #a9b4ae;
--line: #353d39;
--edge: #84908a;
--accent: #8fd3bd;
--accent-strong: #b5e6d6;
--on-accent: #0e2a22;
--tint: #24372f;
--focus: #9cc2ff;
--mark: #57470f;
--on-mark: #fff3cc;
--done: #1d3a26;
--on-done: #bfe8ca;
--warn: #40340f;
--on-warn: #f6e2a4;
--bad: #47201b;
--on-bad: #ffc9c1;
--bar-green: #58ad70;
--bar-yellow: #f0c541;
--bar-red: #e88072;
--bar-blue: #7fb2ea;
--bar-none: #98a29c;
--bar-open: #bda3ea;
--on-dark-bar: #101412;
--on-light-bar: #101412;
}
}
*, *::before, *::after { box-sizing: border-box; }
[hidden] { display: none !important; }
html { font: 100%/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif; text-size-adjust: 100%; }
body { margin: 0; background: var(--ground); color: var(--ink); min-height: 100vh; display: flex; flex-direction: column; }
h1, h2, h3, h4 { line-height: 1.25; margin: 0 0 .6rem; font-weight: 650; overflow-wrap: anywhere; }
h1 { font-size: 1.7rem; letter-spacing: -.01em; }
h2 { font-size: 1.2rem; margin-top: 2rem; }
h3 { font-size: 1.02rem; }
p, ul, ol, dl { margin: 0 0 1rem; }
p, li { max-width: 70ch; }
a { color: var(--accent); text-underline-offset: .18em; text-decoration-thickness: .06em; }
a:hover { color: var(--accent-strong); text-decoration-thickness: .12em; }
.soft { color: var(--soft); }
.small { font-size: .9rem; }
.number { text-align: right; font-variant-numeric: tabular-nums; }
.nowrap { white-space: nowrap; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
code, kbd { font-family: ui-monospace, "Cascadia Mono", "Liberation Mono", monospace; font-size: .92em; }
kbd { border: 1px solid var(--edge); border-bottom-width: 2px; border-radius: .3rem; padding: 0 .4em; background: var(--sheet); }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; border-radius: .2rem; }
main:focus, main:focus-visible { outline: none; }

.skip { position: absolute; left: .5rem; top: -4rem; background: var(--sheet); color: var(--accent); padding: .5rem 1rem; z-index: 2; }
.skip:focus { top: .5rem; }

.top { display: flex; flex-wrap: wrap; gap: .4rem 1.5rem; align-items: center; justify-content: space-between; padding: .7rem 1.25rem; background: var(--sheet); border-bottom: 1px solid var(--line); }
.home { font-weight: 650; color: var(--ink); text-decoration: none; overflow-wrap: anywhere; }
.home .sign { color: var(--accent); }
.who { display: flex; flex-wrap: wrap; gap: .3rem .9rem; align-items: center; }
.who form { margin: 0; }

.body { flex: 1; display: grid; grid-template-columns: minmax(0, 1fr); grid-template-rows: auto 1fr; }
main { padding: 1.25rem 1.25rem 3rem; min-width: 0; max-width: 84rem; }
.menu { background: var(--sheet); border-bottom: 1px solid var(--line); padding: .4rem .75rem; }
.menu ul { list-style: none; margin: 0; padding: 0; display: flex; flex-wrap: wrap; gap: .1rem; }
.menu li { max-width: none; }
.menu a { display: block; padding: .35rem .6rem; border-radius: .45rem; color: var(--ink); text-decoration: none; }
.menu a:hover { background: var(--tint); color: var(--ink); }
.menu a[aria-current] { background: var(--tint); color: var(--accent-strong); font-weight: 650; }
.menu .upkeep { font-size: .92rem; }
.menu .upkeep a { padding-block: .2rem; }
.badge { display: inline-block; min-width: 1.6em; padding: 0 .5em; border-radius: 1em; background: var(--accent); color: var(--on-accent); font-size: .82rem; font-weight: 650; text-align: center; }
@media (min-width: 46rem) { .figures { grid-template-columns: repeat(auto-fill, minmax(10.5rem, 1fr)); } }
@media (min-width: 62rem) {
.inside .body { grid-template-columns: 14rem minmax(0, 1fr); grid-template-rows: 1fr; }
.menu { border-bottom: 0; border-right: 1px solid var(--line); padding: 1.1rem .8rem; }
.menu ul { flex-direction: column; }
.menu .upkeep { margin-top: 1.2rem; padding-top: 1.2rem; border-top: 1px solid var(--line); }
.menu a { display: flex; justify-content: space-between; gap: .5rem; }
main { padding: 1.75rem 2.25rem 4rem; }
}
.bottom { display: flex; flex-wrap: wrap; gap: .3rem 2rem; justify-content: space-between; padding: .8rem 1.25rem; border-top: 1px solid var(--line); font-size: .9rem; }
.bottom p { margin: 0; }
.tongues { list-style: none; display: flex; gap: 1rem; margin: 0; padding: 0; }
.tongues a[aria-current] { color: var(--ink); font-weight: 650; text-decoration: none; }

.sheet { background: var(--sheet); border: 1px solid var(--line); border-radius: .7rem; padding: 1rem 1.15rem; margin: 0 0 1.25rem; }
.sheet > :first-child { margin-top: 0; }
.sheet > :last-child { margin-bottom: 0; }
.sheet > input[type=hidden] + h2 { margin-top: 0; }
.notice { border-radius: .6rem; padding: .7rem 1rem; margin: 0 0 1.25rem; border-left: .35rem solid currentColor; display: flex; flex-wrap: wrap; gap: .3rem 1rem; align-items: center; }
.notice h2 { margin: 0 0 .3rem; }
.notice p { margin: 0; max-width: none; flex: 1 1 20rem; overflow-wrap: anywhere; }
.notice form { margin: 0; }
.notice.done { background: var(--done); color: var(--on-done); }
.notice.warning { background: var(--warn); color: var(--on-warn); }
.notice.problem { background: var(--bad); color: var(--on-bad); }
.notice a { color: inherit; }
.tag { display: inline-block; border-radius: .4rem; padding: 0 .5em; font-size: .88rem; background: var(--tint); color: var(--ink); white-space: nowrap; }
.tag.done { background: var(--done); color: var(--on-done); }
.tag.warning { background: var(--warn); color: var(--on-warn); }
.tag.problem { background: var(--bad); color: var(--on-bad); }

.figures { display: grid; grid-template-columns: repeat(auto-fill, minmax(7.5rem, 1fr)); gap: .8rem; margin: 0 0 1.5rem; padding: 0; list-style: none; }
.figures li { background: var(--sheet); border: 1px solid var(--line); border-radius: .7rem; padding: .8rem 1rem; }
.figures .count { display: block; font-size: 1.9rem; line-height: 1.2; font-weight: 650; font-variant-numeric: tabular-nums; }

label, legend { font-weight: 600; }
.field { margin: 0 0 .9rem; }
.field > label { display: block; margin-bottom: .2rem; }
.hint { color: var(--soft); font-size: .9rem; font-weight: 400; margin: .15rem 0 0; }
input[type="text"], input[type="search"], input[type="password"], input[type="number"], select, textarea { font: inherit; color: inherit; background: var(--sheet); border: 1px solid var(--edge); border-radius: .45rem; padding: .4rem .6rem; width: 100%; max-width: 34rem; min-height: 2.5rem; }
textarea { max-width: none; min-height: 6rem; line-height: 1.5; }
input[type="radio"], input[type="checkbox"] { width: 1.15rem; height: 1.15rem; margin: .2rem .5rem .2rem 0; accent-color: var(--accent); vertical-align: -.15rem; flex: none; }
button, .button { overflow-wrap: break-word; font: inherit; font-weight: 600; cursor: pointer; display: inline-block; border: 1px solid var(--edge); border-radius: .5rem; padding: .45rem .95rem; min-height: 2.5rem; background: var(--sheet); color: var(--ink); text-decoration: none; }
button:hover, .button:hover { background: var(--tint); color: var(--ink); }
button.main, .button.main { background: var(--accent); border-color: var(--accent); color: var(--on-accent); }
button.main:hover, .button.main:hover { background: var(--accent-strong); border-color: var(--accent-strong); color: var(--on-accent); }
button.danger { color: var(--on-bad); border-color: var(--on-bad); }
button.quiet { border-color: transparent; background: none; color: var(--accent); text-decoration: underline; text-underline-offset: .18em; padding: .2rem .3rem; min-height: 2rem; font-weight: 400; }
.actions { display: flex; flex-wrap: wrap; gap: .6rem; align-items: center; margin: 1rem 0; }
form.inline { display: inline-block; margin: 0; }
.filters { display: grid; grid-template-columns: repeat(auto-fill, minmax(14rem, 1fr)); gap: .6rem 1rem; align-items: end; }
.filters .field { margin: 0; }
.filters .wide { grid-column: 1 / -1; }
fieldset { border: 0; margin: 0; padding: 0; min-width: 0; }
.invalid { color: var(--on-bad); background: var(--bad); border-radius: .3rem; padding: .1rem .5rem; }

.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; background: var(--sheet); border: 1px solid var(--line); margin: 0 0 1.25rem; }
caption { text-align: left; font-weight: 600; padding: 0 0 .5rem; }
th, td { text-align: left; vertical-align: top; padding: .5rem .75rem; border-top: 1px solid var(--line); overflow-wrap: anywhere; }
.field-name { min-width: 8.4rem; }
th, td { min-width: 5.5rem; }
table.wide th, table.wide td { min-width: 8.4rem; }
table.wide td time { display: block; }
th.number, td.number { min-width: 0; }
time { white-space: nowrap; }
/* A wide table wraps its dates before it grows out of the page. */
th time, td time { white-space: normal; }
thead th { border-top: 0; font-size: .88rem; color: var(--soft); font-weight: 600; overflow-wrap: break-word; background: var(--ground); }
.meta .when { display: block; }
thead th a { color: inherit; }
tbody th { font-weight: 600; }
th.number, td.number { text-align: right; }
tbody tr:hover { background: color-mix(in srgb, var(--tint) 45%, transparent); }
tr.here, tr:focus-within { box-shadow: inset .25rem 0 0 var(--accent); }
tfoot th, tfoot td { font-weight: 650; border-top: 2px solid var(--edge); }
/* By the room beside the menu, not by the window. */
main { container: page / inline-size; }
@container page (max-width: 52rem) {
table.cards, table.cards tbody, table.cards tfoot, table.cards tr, table.cards th, table.cards td { display: block; }
table.cards { background: none; border: 0; }
table.cards thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
table.cards tr { background: var(--sheet); border: 1px solid var(--line); border-radius: .7rem; padding: .6rem .9rem; margin: 0 0 .8rem; }
table.cards th, table.cards td { border: 0; padding: .18rem 0; text-align: left; }
table.cards td[data-label] { display: grid; grid-template-columns: 7.5rem minmax(0, 1fr); gap: .6rem; }
table.cards td[data-label]::before { content: attr(data-label); color: var(--soft); font-size: .9rem; }
table.cards td.empty { display: none; }
table.cards time { white-space: normal; }
.filters { grid-template-columns: repeat(2, minmax(0, 1fr)); }
}
.pages { display: flex; flex-wrap: wrap; gap: .6rem 1.2rem; align-items: center; margin: 0 0 1.5rem; }

.conflict { background: var(--sheet); border: 1px solid var(--line); border-radius: .7rem; padding: 1rem 1.15rem 1.15rem; margin: 0 0 1.25rem; }
.conflict > legend { float: left; width: 100%; font-size: 1.1rem; font-weight: 650; padding: 0; margin: 0 0 .2rem; }
.conflict > legend + * { clear: both; }
.choices { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 13rem), 1fr)); gap: .75rem; margin: .75rem 0; }
.choice { display: block; border: 1px solid var(--edge); border-radius: .6rem; padding: .65rem .85rem; font-weight: 400; position: relative; }
.choice.before { border: 1px dashed var(--line); background: var(--ground); }
.choice:has(input:checked) { border-color: var(--accent); box-shadow: inset 0 0 0 2px var(--accent); background: var(--tint); }
.choice .head { display: flex; align-items: baseline; gap: .1rem; font-weight: 650; }
.choice .value { display: block; margin: .35rem 0; white-space: pre-line; overflow-wrap: anywhere; font-size: 1.06rem; }
.choice .empty { color: var(--soft); font-style: italic; }
.choice .meta { display: block; color: var(--soft); font-size: .88rem; }
.choice .said { display: block; margin-top: .5rem; padding-top: .5rem; border-top: 1px solid var(--line); font-size: .92rem; }
.choice .said q { font-style: normal; }
.choice .keyhint { margin-left: auto; }
.others { display: flex; flex-wrap: wrap; gap: .5rem 1.5rem; }
.others label { font-weight: 400; display: inline-flex; align-items: baseline; }
.write { border-top: 1px solid var(--line); margin-top: .9rem; padding-top: .8rem; }
.write .members { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 11rem), 1fr)); gap: .6rem 1rem; margin-top: .3rem; }
.merged { white-space: pre-wrap; overflow-wrap: anywhere; background: var(--ground); border: 1px solid var(--line); border-radius: .5rem; padding: .7rem .9rem; margin: .5rem 0; }
mark { background: var(--mark); color: var(--on-mark); padding: 0 .15em; border-radius: .2em; }
.overlap { display: inline-block; border: 1px dashed var(--edge); border-radius: .4rem; padding: .15rem .5rem; margin: .1rem 0; max-width: 100%; vertical-align: top; white-space: pre-wrap; }
.overlap .who-wrote { display: block; font-size: .82rem; color: var(--soft); }
.choice p.head { margin: 0; }
.parts { margin: .35rem 0; }
.parts dt { color: var(--soft); font-size: .88rem; }
.parts dd { margin: 0 0 .3rem; font-size: 1.06rem; overflow-wrap: anywhere; }
.later { margin: .8rem 0 0; }
.later label { font-weight: 400; color: var(--soft); }
.proposals { list-style: none; padding: 0; margin: 0 0 .6rem; }
.proposals li { background: var(--tint); border-radius: .5rem; padding: .5rem .8rem; margin: 0 0 .4rem; max-width: none; overflow-wrap: anywhere; }
.tight { list-style: none; margin: 0; padding: 0; }
blockquote { margin: 0 0 1rem; padding: 0 0 0 .9rem; border-left: 3px solid var(--line); overflow-wrap: anywhere; }
blockquote p { margin: 0 0 .3rem; white-space: pre-line; }
details { margin: 0 0 1rem; }
summary { cursor: pointer; font-weight: 600; color: var(--accent); padding: .2rem 0; }
dl.facts { display: grid; grid-template-columns: minmax(8rem, 14rem) minmax(0, 1fr); gap: .35rem 1.2rem; }
dl.facts dt { color: var(--soft); }
dl.facts dd { margin: 0; overflow-wrap: anywhere; white-space: pre-line; }
@media (max-width: 30rem) {
dl.facts { grid-template-columns: minmax(0, 1fr); gap: 0; }
dl.facts dd { margin-bottom: .7rem; }
}
.story { list-style: none; padding: 0; margin: 0; border-left: 2px solid var(--line); }
.story > li { position: relative; padding: 0 0 1.2rem 1.3rem; max-width: none; }
.story > li::before { content: ""; position: absolute; left: -.42rem; top: .5rem; width: .7rem; height: .7rem; border-radius: 50%; background: var(--accent); border: 2px solid var(--ground); }
.story ul { margin: .2rem 0 .3rem; padding-left: 1.1rem; }
.beside { display: grid; grid-template-columns: minmax(0, 1fr); gap: 1.25rem; }
@media (min-width: 92rem) { .beside { grid-template-columns: minmax(0, 1fr) 21rem; align-items: start; } }

.chart { display: block; overflow: visible; }
.chart text { font-size: .85rem; font-weight: 600; font-family: inherit; }
.green { --bar: var(--bar-green); }
.yellow { --bar: var(--bar-yellow); }
.red { --bar: var(--bar-red); }
.blue { --bar: var(--bar-blue); }
.none { --bar: var(--bar-none); }
.open { --bar: var(--bar-open); }
.part { fill: var(--bar); stroke: var(--ink); stroke-width: 1; }
.on-dark { fill: var(--on-dark-bar); }
.on-light { fill: var(--on-light-bar); }
.legend, .bars, .plainlist { list-style: none; margin: 0 0 1rem; padding: 0; }
.legend { display: flex; flex-wrap: wrap; gap: .3rem 1.2rem; }
.legend svg { vertical-align: -.2rem; }
.bars { display: grid; gap: .7rem; background: var(--sheet); border: 1px solid var(--line); border-radius: .7rem; padding: .9rem 1.1rem; }
.bars li { max-width: none; }
.bar-name { display: block; margin-bottom: .15rem; overflow-wrap: anywhere; }
.plainlist li { margin: 0 0 .4rem; }
.plainlist .tag { white-space: normal; }
.outcome { display: inline-block; border: 1px solid var(--edge); border-left: .5rem solid var(--bar); border-radius: .35rem; padding: 0 .5em; white-space: nowrap; }
dl.help dt { font-weight: 650; margin-top: .9rem; }
dl.help dd { margin: .1rem 0 0; max-width: 70ch; }
table.keys { width: auto; }
del { color: var(--soft); }
ins { text-decoration: none; background: var(--tint); border-radius: .2em; padding: 0 .15em; }
td.buttons form, form.role { margin: 0 0 .25rem; }
form.role { display: flex; flex-wrap: wrap; gap: .35rem; }
form.role select { width: auto; }
.code { font-family: ui-monospace, "Liberation Mono", monospace; font-size: 1.25rem; letter-spacing: .05em; user-select: all; overflow-wrap: anywhere; }

@media (prefers-reduced-motion: no-preference) { button, .button, .menu a, .choice { transition: background-color .12s ease-out, border-color .12s ease-out; } }
@media (forced-colors: active) { .choice:has(input:checked) { outline: 3px solid Highlight; } }
@media print {
:root { --ground: #ffffff; --sheet: #ffffff; --ink: #000000; --soft: #333333; --line: #999999; --tint: #ffffff; }
.menu, .skip, .who form, .bottom, .actions, .filters, .pages, button, .button { display: none; }
body { display: block; font-size: 10.5pt; }
.inside .body { display: block; }
main { padding: 0; max-width: none; }
.sheet, .conflict, table, .chart, .story > li { break-inside: avoid; }
details:not([open]) > * { display: block; }
a { color: inherit; text-decoration: none; }
}
.boxes p { margin: 0; }
.boxes label { font-weight: 400; }
form.audiences fieldset { border: 0; margin: 0; padding: 0; }
form.audiences label { display: block; white-space: nowrap; }

"""##

/// The script; everything works without it.
package let bundledScript = ##"""
// Shortcuts, focus on messages, a warning before typing is lost. Every page works without this file.
"use strict";
(() => {
const all = (selector) => Array.from(document.querySelectorAll(selector));
const base = document.body.dataset.base;
const isVisible = (element) => element.offsetParent !== null;

// What was just done is where the reader goes on.
const notice = document.getElementById("notice");
if (notice && !location.hash) notice.focus();

// Typing in the field of another value chooses it.
const chooseWriting = (event) => {
const box = event.target.closest("[data-write]");
const radio = box && document.getElementById(box.dataset.write);
if (radio && !radio.checked) {
radio.checked = true;
radio.dispatchEvent(new Event("change", { bubbles: true }));
}
};
document.addEventListener("input", chooseWriting);
document.addEventListener("change", (event) => { if (event.target.tagName === "SELECT") chooseWriting(event); });

// What is typed is not lost by leaving without a word.
let isTyped = false;
const typed = (event) => { if (event.target.closest("form[data-keep]")) isTyped = true; };
document.addEventListener("input", typed);
document.addEventListener("submit", () => { isTyped = false; });
window.addEventListener("beforeunload", (event) => { if (isTyped) event.preventDefault(); });

// Rows of a list, or the fields of a conflict.
const rows = () => all("[data-row]").filter(isVisible);
const rowTarget = (row) => row.querySelector("input[type=radio]:checked, a, input:not([type=hidden]), button, select, textarea") || row;
const current = () => document.activeElement && document.activeElement.closest("[data-row]");
const move = (step) => {
const list = rows();
if (list.length === 0) return;
const at = list.indexOf(current());
const next = at < 0 ? (step > 0 ? 0 : list.length - 1) : Math.min(list.length - 1, Math.max(0, at + step));
const target = rowTarget(list[next]);
target.focus();
list[next].scrollIntoView({ block: "nearest" });
};
const field = () => {
const here = current();
return here && here.querySelector("input[type=radio]") ? here : rows().find((row) => row.querySelector("input[type=radio]"));
};
const choose = (number) => {
const row = field();
const radio = row && row.querySelector(`input[data-key="${number}"]`);
if (!radio) return false;
radio.checked = true;
radio.focus();
radio.dispatchEvent(new Event("input", { bubbles: true }));
return true;
};
const write = () => {
const row = field();
const target = row && row.querySelector("[data-write] input:not([type=radio]), [data-write] select, [data-write] textarea");
if (!target) return false;
const radio = document.getElementById(target.closest("[data-write]").dataset.write);
if (radio) radio.checked = true;
target.focus();
return true;
};
const press = (selector) => {
const target = document.querySelector(selector);
if (!target) return false;
target.focus();
target.click();
return true;
};

// Who dictates, or leans on the keyboard, can turn the single keys off: for this browser, until turned on again.
const areKeysOn = () => {
try { return localStorage.getItem("bygd-keys") !== "off"; } catch { return true; }
};
const keySwitch = document.getElementById("keys-switch");
if (keySwitch) {
const show = () => { keySwitch.textContent = areKeysOn() ? keySwitch.dataset.on : keySwitch.dataset.off; };
keySwitch.addEventListener("click", () => {
try { localStorage.setItem("bygd-keys", areKeysOn() ? "off" : "on"); } catch { return; }
show();
});
show();
keySwitch.hidden = false;
}

const isTyping = (element) =>
element.isContentEditable || element.tagName === "TEXTAREA" || element.tagName === "SELECT" ||
(element.tagName === "INPUT" && !["radio", "checkbox", "button", "submit"].includes(element.type));

document.addEventListener("keydown", (event) => {
// Keys with others held down belong to the browser and to screen readers.
if (event.defaultPrevented || event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
if (isTyping(event.target)) {
if (event.key === "Escape") event.target.blur();
return;
}
if (!areKeysOn()) return;
const isRadio = event.target.type === "radio";
let done = true;
switch (event.key) {
case "j": move(1); break;
case "k": move(-1); break;
// Within radio buttons the arrows are the browser's own.
case "ArrowDown": if (!isRadio && current()) move(1); else done = false; break;
case "ArrowUp": if (!isRadio && current()) move(-1); else done = false; break;
case "o": done = write(); break;
case "s": done = press("button[value=solve], button[value=propose]"); break;
case "d": done = press("button[value=draft]"); break;
case "n": done = press("button[value=next], a[rel=next]"); break;
case "u": {
const undo = document.getElementById("undo");
done = undo !== null;
if (undo) undo.focus();
break;
}
case "i": done = base !== undefined; if (done) location.assign(base + "/inbox"); break;
case "/": {
const search = document.querySelector("input[type=search]");
done = search !== null;
if (search) search.focus();
break;
}
case "?": done = base !== undefined; if (done) location.assign(base + "/help#keys"); break;
default: done = /^[1-9]$/.test(event.key) && choose(event.key);
}
if (done) event.preventDefault();
});
})();

"""##
