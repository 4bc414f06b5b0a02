import { addressOf, api, bodyOf, type Schemas } from '../app/api'

/** A picture of a question and what is on it in words. */
export type ShownPicture = Schemas['ShownPicture']

export const MOST_PICTURES = 8
export const PICTURE_TYPES = '.png,.jpg,.jpeg,.gif,.bmp,.webp'

/** The server draws it anew and says how large it has become. */
export async function uploadPicture(file: File): Promise<ShownPicture> {
  const form = new FormData()
  form.append('file', file)
  const picture = await bodyOf(api.POST('/api/v1/question-pictures/', { body: { file: file.name }, bodySerializer: () => form }))
  return { ...picture, alt: '' }
}

export const pictureAddress = ({ sha256 }: ShownPicture): string => addressOf(`question-pictures/${sha256}/`)
