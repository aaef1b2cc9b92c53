// The description of the API as a page for people, made of the document. Text and links only: it needs no script.

import { bodyLines, curlOf } from './examples.ts';
import { escaped, markdown } from './html.ts';
import type { OpenApiDocument, OperationObject, ParameterObject, ResponseObject } from '../open-api.ts';
import { anchorOfSchema, membersOf, typeOf } from './schema-html.ts';

const METHODS = ['get', 'post', 'put', 'delete'] as const;

/** One operation with where it is. */
interface Listed {
  readonly method: string;
  readonly path: string;
  readonly operation: OperationObject;
  readonly isBelowToken: boolean;
}

/** Writes the page. */
export function renderPage(document: OpenApiDocument): string {
  const operations = listOf(document);
  const groups = document.tags.map(({ name, description }) => ({
    name,
    about: description,
    of: operations.filter(({ operation }) => operation.tags.includes(name)),
  }));
  const nav = groups.map(
    ({ name, of }) =>
      `<li><a href="#${anchorOf(name)}">${escaped(name)}</a><ul>${of.map((one) => navItem(one)).join('')}</ul></li>`,
  );
  const sections = groups.map(
    ({ name, about, of }) =>
      `<section aria-labelledby="${anchorOf(name)}"><h2 id="${anchorOf(name)}">${escaped(name)}</h2><p>${markdown(about)}</p>${of
        .map((one) => article(one, document))
        .join('')}</section>`,
  );
  const { title, version, description } = document.info;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escaped(title)} API</title>
<link rel="stylesheet" href="/docs.css">
</head>
<body>
<a class="skip" href="#content">To the content</a>
<header><h1>${escaped(title)} <span>API ${escaped(version)}</span></h1><p><a href="/openapi.json">openapi.json</a></p></header>
<nav aria-label="Addresses"><ul>${nav.join('')}<li><a href="#errors">Errors</a></li><li><a href="#schemas">Schemas</a></li></ul></nav>
<main id="content" tabindex="-1">
${description
  .split('\n\n')
  .map((paragraph) => `<p>${markdown(paragraph)}</p>`)
  .join('\n')}
${sections.join('\n')}
${errors(document)}
${schemas(document)}
</main>
</body>
</html>
`;
}

function listOf({ paths }: OpenApiDocument): readonly Listed[] {
  return Object.entries(paths).flatMap(([path, at]) =>
    METHODS.flatMap((method) => {
      const operation = at[method];
      return operation === undefined
        ? []
        : [{ method: method.toUpperCase(), path, operation, isBelowToken: at.servers !== undefined }];
    }),
  );
}

function anchorOf(name: string): string {
  return `group-${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}`;
}

function navItem({ method, path, operation }: Listed): string {
  return `<li><a href="#${operation.operationId}"><b class="${method.toLowerCase()}">${method}</b> ${breakable(path)}</a></li>`;
}

/** A long path may be broken at its slashes. */
function breakable(path: string): string {
  return escaped(path).replaceAll('/', '<wbr>/');
}

function article({ method, path, operation, isBelowToken }: Listed, document: OpenApiDocument): string {
  const { operationId: id, summary, description, parameters = [], requestBody, responses } = operation;
  const body = requestBody?.content['application/json'].schema;
  const parts = [
    `<h3 id="${id}"><a href="#${id}"><b class="${method.toLowerCase()}">${method}</b> <code>${breakable(path)}</code></a></h3>`,
    `<p>${markdown(summary)}.${description === undefined ? '' : ` ${markdown(description)}`}</p>`,
    `<p class="who">${whoMay(operation)}${isBelowToken ? ` Also at <code>/t/{token}${breakable(path)}</code>.` : ''}</p>`,
    parameters.length === 0 ? '' : parameterList(parameters),
    body === undefined
      ? ''
      : `<h4>Body${requestBody?.required === false ? ', if any' : ''}</h4>${membersOf(body)}`,
    answers(responses),
    `<pre tabindex="0" aria-label="With curl"><code>${escaped(curlOf({ method, path, operation }, bodyLines(body, document)))}</code></pre>`,
  ];
  return `<article aria-labelledby="${id}">${parts.filter((part) => part !== '').join('\n')}</article>`;
}

function whoMay({ security }: OperationObject): string {
  const wants = security.map((one) => Object.keys(one)[0] ?? 'nothing');
  if (wants.length === 0) return 'Anybody may ask.';
  const words: Readonly<Record<string, string>> = {
    token: 'a token (<code>Authorization: Bearer</code>)',
    repairToken: 'the repair token (<code>X-Repair-Auth</code>)',
    nothing: 'nothing',
  };
  return `Wants ${wants.map((want) => words[want] ?? want).join(', or ')}.`;
}

function parameterList(parameters: readonly ParameterObject[]): string {
  const items = parameters.map(
    ({ name, in: where, required, description, schema }) =>
      `<li><code>${escaped(name)}</code><i> in the ${where}${required ? '' : ', optional'}</i>: <span class="type">${typeOf(schema)}</span>. ${markdown(description)}</li>`,
  );
  return `<h4>Parameters</h4><ul>${items.join('')}</ul>`;
}

function answers(responses: OperationObject['responses']): string {
  const own = Object.entries(responses).flatMap(([status, response]) =>
    '$ref' in response ? [] : [answer(status, response)],
  );
  const errorsOf = Object.entries(responses).flatMap(([status, response]) =>
    '$ref' in response ? [`<a href="#${anchorOfError(response.$ref)}">${status}</a>`] : [],
  );
  return `<h4>Answers</h4>${own.join('')}<p class="errors">Errors: ${errorsOf.join(' ')}</p>`;
}

function answer(status: string, { description, content }: ResponseObject): string {
  const shapes = Object.entries(content ?? {}).map(
    ([type, { schema }]) =>
      `${type === 'application/json' ? '' : `<p><code>${escaped(type)}</code></p>`}${membersOf(schema)}`,
  );
  const says = status === '200' ? '' : ` ${markdown(description)}`;
  return `<div class="answer"><b>${status}</b>${says} ${shapes.join('')}</div>`;
}

function anchorOfError(reference: string): string {
  return `error-${reference.split('/').at(-1)?.toLowerCase() ?? ''}`;
}

function errors({ components }: OpenApiDocument): string {
  const rows = Object.entries(components.responses).map(
    ([name, { description, content }]) =>
      `<tr id="error-${name.toLowerCase()}"><th scope="row">${name.replace(/\D+/, '')}</th><td>${markdown(description)}</td><td>${Object.values(
        content ?? {},
      )
        .map(({ schema }) => typeOf(schema))
        .join('')}</td></tr>`,
  );
  return `<section aria-labelledby="errors"><h2 id="errors">Errors</h2><div class="wide" tabindex="0" role="region" aria-label="Errors"><table><thead><tr><th scope="col">Status</th><th scope="col">Means</th><th scope="col">Shape</th></tr></thead><tbody>${rows.join('')}</tbody></table></div></section>`;
}

function schemas({ components }: OpenApiDocument): string {
  const all = Object.entries(components.schemas).map(
    ([name, schema]) =>
      `<article aria-labelledby="${anchorOfSchema(name)}"><h3 id="${anchorOfSchema(name)}">${name}</h3>${typeof schema['description'] === 'string' ? `<p>${markdown(schema['description'])}</p>` : ''}${membersOf(schema)}</article>`,
  );
  return `<section aria-labelledby="schemas"><h2 id="schemas">Schemas</h2>${all.join('')}</section>`;
}
