import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { givenTo } from "../../src/routers/html/script.ts";
import { scriptTokens } from "../../src/routers/html/tokens.ts";
import {
  asksForPassword,
  decodeEntities,
  elementText,
  endsWithMarker,
  looseLines,
  packetTable,
  readForms,
  readTables,
  scriptTexts,
  visibleText,
} from "../../src/routers/html.ts";

test("visible text has no comments, scripts and styles, a line a row and a tab between cells", () => {
  const page = `<HTML><HEAD><TITLE>Status</TITLE><style>td{}</style></HEAD><BODY>
    <TABLE><TR><TD>WAN  IP</TD><TD>192.0.2.1</TD></TR>
    <!--TR><TD>MAC Address</TD><TD ALIGN=CENTER>00-11-22-33-44-55</TD></TR-->
    <TR><TD>a &amp; b<TD>&lt;c&gt;</TABLE>
    <script>var a = "<b>no</b>";</script><p>one<br>two <b>three</b></BODY></HTML>`;
  assert.equal(visibleText(page), "WAN IP\t192.0.2.1\na & b\t<c>\none\ntwo three");
});

test("visible text of a page that never closes its tags is all there", () => {
  assert.equal(visibleText("<table><tr><td>a<td>b<tr><td>c"), "a\tb\nc");
  assert.equal(visibleText("Please Login First."), "Please Login First.");
  assert.equal(visibleText("</td></tr>a</html>b<"), "ab<");
});

test("forms come with action, method and fields in order", () => {
  const page = `<form action="multi_login.cgi?id=ab12&amp;x=1" METHOD=post name=ask>
    <input type="hidden" name="yes" value=""><INPUT TYPE=HIDDEN NAME=token VALUE='a"b'><input type=submit value=Yes>
    </form><input name=stray><form><input name=q></form>`;
  assert.deepEqual(readForms(page), [
    {
      action: "multi_login.cgi?id=ab12&x=1",
      method: "POST",
      name: "ask",
      fields: [
        { name: "yes", type: "hidden", value: "" },
        { name: "token", type: "hidden", value: 'a"b' },
      ],
    },
    { action: "", method: "GET", name: "", fields: [{ name: "q", type: "text", value: "" }] },
  ]);
});

test("fields belong to a form that a table cuts through or that is never closed", () => {
  const page = "<table><tr><form action=/login.cgi method=POST><td><input name=a></td></tr></table><input name=b>";
  assert.deepEqual(
    readForms(page).map(({ fields }) => fields.map(({ name }) => name)),
    [["a", "b"]],
  );
});

test("a form inside a comment is none", () => {
  assert.deepEqual(readForms("<!-- <form action=/x><input name=a></form> -->"), []);
});

const elements = [
  {
    name: "a textarea by its id, without its first line break",
    page: '<textarea NAME="x" id="log_detail" readonly>\n[a] &lt;b&gt; <b>\n[c]</textarea>rest',
    id: "log_detail",
    text: "[a] <b> <b>\n[c]",
  },
  { name: "a textarea by its name", page: "<textarea name=log>a</textarea>", id: "log", text: "a" },
  { name: "a textarea that was cut", page: "<textarea id=log>\r\n[a]\n[b", id: "log", text: "[a]\n[b" },
  { name: "the value of a hidden input", page: '<input id=log value="a|b">c', id: "log", text: "a|b" },
  {
    name: "an element with others of its kind inside",
    page: "<div id=log>a<div>b</div>c</div>d",
    id: "log",
    text: "abc",
  },
  { name: "the first of two", page: "<p id=log>a</p><p id=log>b</p>", id: "log", text: "a" },
  { name: "an empty element", page: "<pre id=log></pre>", id: "log", text: "" },
  { name: "none", page: "<!-- <p id=log>a</p> --><p id=logs>b</p>", id: "log", text: undefined },
];

for (const { name, page, id, text } of elements) {
  test(`the text of an element: ${name}`, () => {
    assert.equal(elementText(page, id), text);
  });
}

test("scripts come one by one and untouched", () => {
  const page =
    '<script>a < b && "</b>"</script><p>x<SCRIPT language=JavaScript><!--\nvar c;\n//--></SCRIPT><script>cut';
  assert.deepEqual(scriptTexts(page), ['a < b && "</b>"', "<!--\nvar c;\n//-->", "cut"]);
});

test("character references are resolved, and nothing else is taken for markup", () => {
  assert.equal(
    decodeEntities("a &lt;b&gt; <!-- c --> <script>&amp;lt;</script> &#65;&#x42; &nope; &"),
    "a <b> <!-- c --> <script>&lt;</script> AB &nope; &",
  );
});

test("text without references is left as it is", () => {
  fc.assert(
    fc.property(
      fc.string().filter((text) => !text.includes("&")),
      (text) => {
        assert.equal(decodeEntities(text), text);
      },
    ),
  );
});

test("a page that is deeper than any is given up there, and costs no time", () => {
  const deep = "<b>".repeat(400_000);
  const [form] = readForms(`<form><input name=a>${deep}<input name=b></form>`);
  assert.deepEqual(
    form?.fields.map(({ name }) => name),
    ["a"],
  );
  assert.equal(visibleText(`seen${deep}not seen`), "seen");
});

test("no page at all makes these throw", () => {
  const tag = fc.constantFrom(
    "<form>",
    "</form>",
    "<input name=a>",
    "<td>",
    "</table>",
    "<script>",
    "<!--",
    "-->",
    "<",
    "&",
    "<textarea id=a>",
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(tag, fc.string({ maxLength: 5 }))), (pieces) => {
      const page = pieces.join("");
      visibleText(page);
      readForms(page);
      elementText(page, "a");
      scriptTexts(page);
    }),
    { numRuns: 500 },
  );
});

test("loose lines are parted by line breaks and by tags that begin a line, and cells by blanks", () => {
  assert.deepEqual(
    looseLines("<pre>\none &lt;b&gt;\r\ntwo</pre><table><tr><td>a</td><td>b</td></tr><tr><th>c</table>d<br>e"),
    ["one <b>", "two", "a  b", "c", "d", "e"],
  );
});

test("what somebody wrote into a loose line spoils no other", () => {
  assert.deepEqual(looseLines("a <!-- <script>\nb </textarea></html>\nc"), ["a <!-- <script>", "b", "</html>", "c"]);
});

test("a whole page ends with its marker, whatever its case, and blanks may follow", () => {
  assert.equal(endsWithMarker("<html>x</HTML>\r\n ", "</html>"), true);
  assert.equal(endsWithMarker("<html>x</html", "</html>"), false);
  assert.equal(endsWithMarker("<html>", ""), true);
});

test("a page asks for a password where a form has a field for one", () => {
  assert.equal(asksForPassword("<form action=x><input name=p type=PASSWORD></form>"), true);
  assert.equal(asksForPassword("<input type=password><form><input name=q></form>"), false);
});

test("tables are their rows' cells, those within others apart, closed or not", () => {
  assert.deepEqual(
    readTables(
      "<table><tr><td>a<table><tr><th>Source IP<th>Port<tr><td>192.0.2.1</td><td align=center> 80\n</td></table><!-- <tr><td>x --><td>b</table><tr><td>c",
    ),
    [
      [["a", "b"]],
      [
        ["Source IP", "Port"],
        ["192.0.2.1", "80"],
      ],
    ],
  );
  assert.deepEqual(readTables("<table><tr><td><script>document.write('x')</script>&lt;y&gt;<tr></table><tr><td>z"), [
    [["<y>"], []],
  ]);
});

test("a table of packets is the last one with so many columns, without its heading in whatever language", () => {
  const menu = "<table><tr><td>menu</td><td>x</td></tr></table>";
  const rows = "<tr><td>192.0.2.1</td><td>80</td></tr><tr><td></td><td></td></tr>";
  assert.deepEqual(packetTable(`${menu}<table><tr><th>Источник</th><th>Порт</th></tr>${rows}</table>`, 2), [
    ["192.0.2.1", "80"],
  ]);
  assert.deepEqual(packetTable(`${menu}<table>${rows}</table>`, 2), [["192.0.2.1", "80"]]);
  assert.equal(packetTable(menu, 4), undefined);
});

const scripts: readonly (readonly [name: string, script: string, literals: readonly string[], isClosed: boolean])[] = [
  ["comments to the end of their line", "a = [1, // 2,\n 3 <!-- , 4\n, 5];", ["1", "3", "5"], true],
  ["a comment between its marks", "/* a = [9]; */ a = [1, /* 2, */ 3];", ["1", "3"], true],
  ["the mark of an end within that of a beginning", "a = [1, /*/ 2, /* */ 3];", ["1", "3"], true],
  ["a comment that has no end", "a = [1, /* 2];", ["1"], false],
  ["marks of comments in a text", 'a = ["/* 1", "// 2"];', ["/* 1", "// 2"], true],
  ["the end of the script behind a comment", "a = [1]; //--></script><p>a = [9]</p>", ["1"], true],
];

for (const [name, script, literals, isClosed] of scripts) {
  test(`a script is read as a browser would: ${name}`, () => {
    const given = givenTo(scriptTokens(`<script>${script}`), "a");
    assert.deepEqual(
      given.literals.map(({ text }) => text),
      literals,
    );
    assert.equal(given.isClosed, isClosed);
  });
}
