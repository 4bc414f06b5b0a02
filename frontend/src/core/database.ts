// The few lines of IndexedDB that the outbox needs: a wrapper library would cost a kilobyte of the page's forty.

const DATABASE = 'exam-outbox'
const ROWS = 'rows'

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('IndexedDB'))
  })
}

/** Null where the browser keeps nothing: private mode, a broken profile. */
export async function openDatabase(): Promise<IDBDatabase | null> {
  try {
    const request = indexedDB.open(DATABASE, 1)
    request.onupgradeneeded = () => request.result.createObjectStore(ROWS, { keyPath: ['attempt', 'seq'] })
    return await settled(request)
  } catch {
    return null
  }
}

/** Resolves when the work is on the disk. The transaction begins at once, within the caller's task. */
export function write(database: IDBDatabase, work: (rows: IDBObjectStore) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(ROWS, 'readwrite', { durability: 'strict' })
    transaction.oncomplete = () => resolve()
    transaction.onabort = transaction.onerror = () => reject(transaction.error ?? new Error('IndexedDB'))
    work(transaction.objectStore(ROWS))
    // Told now rather than after its requests' answers, the browser finishes it even if this page dies in between.
    transaction.commit?.()
  })
}

export function readAll<Row>(database: IDBDatabase, range?: IDBKeyRange): Promise<Row[]> {
  return settled<Row[]>(database.transaction(ROWS).objectStore(ROWS).getAll(range))
}
