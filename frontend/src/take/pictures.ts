import { TAKE_API } from '@/api/root'
import type { ShownPicture } from '@/api/shapes'

/** A picture lies below the paper that shows it, under the paper's own signature. */
export const pictureAddress = (paper: string, { sha256 }: ShownPicture): string => `${TAKE_API}${paper}pictures/${sha256}/`
