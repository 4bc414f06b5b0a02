import { hasOptions } from './keys'
import type { ShownPicture } from './pictures'
import type { Delivered, Draft } from './questions'

type Part = NonNullable<Draft['details']['parts']>[number]

/** What is asked, with its key: by a question, or by a sub-question of a case. */
export type Asked = Pick<Draft, 'kind' | 'stem' | 'options' | 'key' | 'details'>
export interface WrittenPart extends Asked {
  kind: Part['kind']
  share: number
}

/** A draft while it is written: the sub-questions of a case hold their own keys, and pictures outlast a change of kind. */
export interface Written extends Draft {
  parts: WrittenPart[]
  pictures: ShownPicture[]
}

export const hasParts = ({ kind, parts }: Pick<Written, 'kind' | 'parts'>): boolean => kind === 'case' && parts.length > 0

/** A part's entries stand in the case's key after its number: `1:B`. */
export function writtenOf(draft: Draft): Written {
  const parts = (draft.details.parts ?? []).map((part, index) => ({
    ...part,
    options: part.options ?? [],
    details: part.details ?? {},
    key: draft.key.filter((entry) => entry.startsWith(`${index + 1}:`)).map((entry) => entry.slice(entry.indexOf(':') + 1)),
  }))
  const { pictures = [], parts: _, ...details } = draft.details
  return parts.length ? { ...draft, parts, pictures, key: [], details: {} } : { ...draft, parts, pictures, details }
}

export function draftOf({ pictures, ...written }: Written): Draft {
  const draft = draftWithoutPictures(written)
  return pictures.length ? { ...draft, details: { ...draft.details, pictures } } : draft
}

function draftWithoutPictures({ parts, ...draft }: Omit<Written, 'pictures'>): Draft {
  if (!hasParts({ ...draft, parts })) return { ...draft, ...tidied(draft) }
  const tidy = parts.map(({ share, ...asked }) => ({ ...tidied(asked), kind: asked.kind, share }))
  return {
    ...draft,
    options: [],
    details: { parts: tidy.map(({ key: _, ...part }) => part) },
    key: tidy.flatMap(({ key }, index) => key.map((entry) => `${index + 1}:${entry}`)),
  }
}

/** As a candidate will be given it. */
export function seenOf(written: Written): Delivered {
  return { ...seen(written), pictures: written.pictures, parts: hasParts(written) ? written.parts.map(seen) : [] }
}

function seen(asked: Asked) {
  const { kind, stem, options, details } = tidied(asked)
  const blanks = kind === 'fill_in' ? (stem.match(/[_＿]{2,}/g) ?? []).length : 0
  return { kind, stem, options, blanks, matches: details.matches ?? [] }
}

/** Without what is blank, and without options that the kind does not have. */
function tidied({ kind, stem, options, key, details }: Asked): Asked {
  const asked = { kind, stem, options: hasOptions(kind) ? options : [], key, details }
  if (kind !== 'matching') return asked
  return { ...asked, key: key.filter((pair) => pair), details: { matches: (details.matches ?? []).filter((line) => line.trim()) } }
}
