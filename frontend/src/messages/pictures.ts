// What a candidate reads at the pictures of a question, before and after the end.
export const close = '关闭'

export const pictureTitle = '图片'
export const enlarge = (alt: string): string => `放大图片：${alt}`
export const pictureAbsent = (alt: string): string => `图片没有加载出来。图片内容：${alt}`
export const pictureAgain = '重新加载图片'
