type Values = Record<string, string | number>

/**
 * A typed reader of one catalogue: `t('minutes', { count: 60 })` fills `{count}`.
 * A key that the catalogue lacks is a compile error.
 */
export function translator<Catalogue extends Record<string, string>>(catalogue: Catalogue) {
  return (key: keyof Catalogue & string, values: Values = {}): string =>
    (catalogue[key] ?? key).replace(/\{(\w+)\}/g, (placeholder, name: string) =>
      String(values[name] ?? placeholder),
    )
}
