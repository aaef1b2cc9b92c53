// The page of the API: all that is described is on it, and it needs nothing else.

import { describe, expect, it } from 'vitest';
import { buildDocument } from '../document.ts';
import type { OpenApiDocument } from '../open-api.ts';
import { exampleOf } from './examples.ts';
import { renderPage } from './render-page.ts';
import { membersOf, typeOf } from './schema-html.ts';

const document = buildDocument({ version: '1.2.3' });
const page = renderPage(document);

describe('the page of the API', () => {
  it('[K64] shows every operation and every schema', () => {
    const ids = new Set([...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
    const operations = Object.values(document.paths).flatMap((at) =>
      [at.get, at.post, at.put, at.delete].flatMap((operation) => operation?.operationId ?? []),
    );
    expect(operations.filter((id) => !ids.has(id))).toEqual([]);
    expect(Object.keys(document.components.schemas).filter((name) => !ids.has(`schema-${name}`))).toEqual([]);
  });

  it('[K64] has links that lead somewhere, each id once, no script, and nothing from elsewhere', () => {
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id = '']) => id);
    expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);
    const inPage = [...page.matchAll(/href="#([^"]+)"/g)].map(([, id = '']) => id);
    expect(inPage.filter((id) => !ids.includes(id))).toEqual([]);
    const outside = [...page.matchAll(/(?:href|src)="([^#"][^"]*)"/g)].map(([, address]) => address);
    expect(outside).toEqual(['/docs.css', '/openapi.json']);
    expect(page).not.toMatch(/<script|<style| style=| on\w+=/);
  });

  it('[K64] shows text as text', () => {
    const { info } = document;
    const odd: OpenApiDocument = {
      ...document,
      info: { ...info, title: '<b>&"', description: '`<i>` **x**' },
    };
    expect(renderPage(odd)).toContain('<h1>&lt;b&gt;&amp;&quot; <span>');
    expect(renderPage(odd)).toContain('<p><code>&lt;i&gt;</code> <strong>x</strong></p>');
  });
});

describe('a schema on the page', () => {
  it.each([
    [{ type: 'string', minLength: 1, maxLength: 9 }, 'string (1\u20139 characters)'],
    [{ type: 'integer', minimum: 1, maximum: 5, default: 3 }, 'integer (1\u20135; usually <code>3</code>)'],
    [{ const: 'ok' }, '<code>&quot;ok&quot;</code>'],
    [{ enum: ['a', 'b'] }, '<code>&quot;a&quot;</code> or <code>&quot;b&quot;</code>'],
    [{ anyOf: [{ type: 'string' }, { type: 'null' }] }, 'string or null'],
    [{ type: ['number', 'null'] }, 'number or null'],
    [
      { type: 'array', items: { $ref: '#/components/schemas/Plan' } },
      'list of <a href="#schema-Plan">Plan</a>',
    ],
    [{ type: 'array', items: { not: {} } }, 'an empty list'],
    [{ type: 'object', additionalProperties: { type: 'number' } }, 'object, each member number'],
    [{}, 'anything'],
  ])('is told in a few words: %j', (schema, told) => expect(typeOf(schema)).toBe(told));

  it('lists members, also those of a choice, and says which may be missing', () => {
    const schema = {
      oneOf: [
        { type: 'object', properties: { a: { type: 'string' }, b: { type: 'null' } }, required: ['a'] },
        { type: 'null' },
      ],
    };
    expect(
      membersOf(schema)
        .replaceAll(/<[^>]+>/g, ' ')
        .replaceAll(/\s+/g, ' ')
        .trim(),
    ).toBe('one of object a : string b , optional : null null');
  });

  it('has an example with all that is needed', () => {
    const schema = { type: 'object', properties: { a: { enum: ['x'] }, b: {} }, required: ['a'] };
    expect(exampleOf(schema, document)).toEqual({ a: 'x' });
    expect(exampleOf({ type: 'array', items: schema }, document)).toEqual([{ a: 'x' }]);
  });
});
