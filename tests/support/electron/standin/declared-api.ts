/**
 * What Electron's own declarations (`electron.d.ts` of the installed package) name: members and events of each class
 * and interface, and the keys of its option objects. The stand-in asks here before it says "unknown", so that the
 * refusal always speaks for the version that the app is built against.
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

interface DeclaredType {
  readonly parents: readonly string[];
  readonly members: ReadonlySet<string>;
  readonly events: ReadonlySet<string>;
}

let declared: ReadonlyMap<string, DeclaredType> | undefined;

function findDeclarations(): string {
  for (let folder = import.meta.dirname; ; folder = path.dirname(folder)) {
    const candidate = path.join(folder, 'node_modules', 'electron', 'electron.d.ts');
    if (existsSync(candidate)) return candidate;
    if (path.dirname(folder) === folder) throw new Error('electron stand-in: electron.d.ts is not installed');
  }
}

function parse(source: string): ReadonlyMap<string, DeclaredType> {
  const types = new Map<string, DeclaredType>();
  const blocks = source.matchAll(
    /^ {2}(?:class|interface) (\w+)(?:<[^{]*>)?(?: extends ([\w., ]+))? \{$([\s\S]*?)^ {2}\}$/gm,
  );
  for (const [, name = '', parents = '', body = ''] of blocks) {
    if (types.has(name)) continue; // the namespaces Main, Renderer … repeat the classes, empty
    const members = new Set<string>();
    for (const [, member = ''] of body.matchAll(/^ {4}(?:static |readonly )*(\w+)\??[:(]/gm)) members.add(member);
    const events = new Set<string>();
    for (const [, event = ''] of body.matchAll(/^ {4}on\(event: '([\w-]+)'/gm)) events.add(event);
    types.set(name, {
      parents: parents.split(',').map((parent) => parent.trim().replace(/^.*\./, '')),
      members,
      events,
    });
  }
  return types;
}

function typeNamed(name: string): DeclaredType | undefined {
  declared ??= parse(readFileSync(findDeclarations(), 'utf8'));
  return declared.get(name);
}

function collect(name: string, pick: (type: DeclaredType) => ReadonlySet<string>): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (current: string): void => {
    const type = typeNamed(current);
    if (!type) return;
    for (const entry of pick(type)) found.add(entry);
    for (const parent of type.parents) visit(parent);
  };
  visit(name);
  return found;
}

/** Names of the methods and properties that Electron declares for a class or interface, its parents' included. */
export function declaredMembers(typeName: string): ReadonlySet<string> {
  return collect(typeName, (type) => type.members);
}

/** Names of the events that Electron declares for a class or interface, its parents' included. */
export function declaredEvents(typeName: string): ReadonlySet<string> {
  return collect(typeName, (type) => type.events);
}
