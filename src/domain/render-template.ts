/**
 * Puts values in the place of `{{name}}`. Values are put in as they are: the
 * caller has quoted them for the language of the template.
 *
 * @throws {Error} when a name has no value, or a value no place: a bug in this program.
 */
export function renderTemplate(template: string, values: Readonly<Record<string, string>>): string {
  const unused = new Set(Object.keys(values));
  const text = template.replace(/\{\{(\w+)\}\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`the template names ${name}, which has no value`);
    unused.delete(name);
    return value;
  });
  if (unused.size > 0) throw new Error(`the template has no place for ${[...unused].join(', ')}`);
  return text;
}
