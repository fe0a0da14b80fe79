# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Give the bytes of texts and occurrences of terms, get numbers of chunks and packed postings: compiled loops.

Like those of `_kernels`, they have twins made of NumPy calls beside the places that call them.
"""

cimport numpy as cnp
from libc.stdint cimport int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free, malloc
from libc.string cimport memcmp, memcpy, memset

cnp.import_array()

VERSION = 1  # kernels.py wants this one

cdef enum:
    MANY = 255  # as in packing.py
    MANY_PACKED = 15
    ROW_SHARE = 8


cdef void* _data(object array, int width, const char* what) except NULL:
    """Return where the items of an array lie that are so wide."""
    if not cnp.PyArray_Check(array) or not cnp.PyArray_IS_C_CONTIGUOUS(array) or cnp.PyArray_ITEMSIZE(array) != width:
        raise TypeError(f"{what.decode()} must be a contiguous array of {width} bytes an item")
    return cnp.PyArray_DATA(array)


cdef inline Py_ssize_t _size(object array):
    return cnp.PyArray_DIM(<cnp.ndarray>array, 0)


cdef object _new(Py_ssize_t size, int kind):
    cdef cnp.npy_intp shape = size
    return cnp.PyArray_SimpleNew(1, &shape, kind)


# Chunks


def cut(const uint8_t[::1] text, object is_joint):
    """Return where the chunks between blanks begin and how long they are, without one joint at the end of each.

    The text begins and ends with a blank; `is_joint` flags the bytes that are joints.
    """
    cdef const uint8_t* joints = <const uint8_t*>_data(is_joint, 1, "joints")
    cdef Py_ssize_t size = text.shape[0], at, start = 0, found = 0, length
    starts = _new(size // 2 + 1, cnp.NPY_INT64)
    sizes = _new(size // 2 + 1, cnp.NPY_INT64)
    cdef int64_t* begins = <int64_t*>cnp.PyArray_DATA(starts)
    cdef int64_t* lengths = <int64_t*>cnp.PyArray_DATA(sizes)
    with nogil:
        for at in range(1, size):
            if (text[at] == 32) != (text[at - 1] == 32):
                if text[at] != 32:
                    start = at
                else:
                    length = at - start
                    if length > 1 and joints[text[at - 1]]:
                        length -= 1
                    begins[found] = start
                    lengths[found] = length
                    found += 1
    return starts[:found].copy(), sizes[:found].copy()


cdef struct Entry:
    uint64_t hash
    const uint8_t* key  # NULL: free
    Py_ssize_t size
    int32_t number


cdef class ChunkTable:
    """Numbers by the bytes of chunks: an open hash table with linear probing."""

    cdef Entry* entries
    cdef Py_ssize_t room  # a power of two
    cdef Py_ssize_t used
    cdef list kept  # blocks of bytes that hold the keys
    cdef uint8_t* free_at
    cdef Py_ssize_t free_size

    def __cinit__(self):
        self.room = 1 << 12
        self.used = 0
        self.kept = []
        self.free_size = 0
        self.entries = <Entry*>calloc(self.room, sizeof(Entry))
        if self.entries == NULL:
            raise MemoryError

    def __dealloc__(self):
        free(self.entries)

    def find(self, const uint8_t[::1] text, object starts, object sizes):
        """Return the number of each chunk, and the chunks that were never seen before.

        Those have -2, -3 and so on instead of a number, in the order of the list, until `settle` gives them one.
        """
        cdef const int64_t* begins = <const int64_t*>_data(starts, 8, "starts")
        cdef const int64_t* lengths = <const int64_t*>_data(sizes, 8, "sizes")
        cdef Py_ssize_t size = _size(starts), at
        numbers = _new(size, cnp.NPY_INT32)
        cdef int32_t* out = <int32_t*>cnp.PyArray_DATA(numbers)
        cdef Entry* entry
        cdef list fresh = []
        for at in range(size):
            entry = self._find(&text[begins[at]], lengths[at])
            if entry.key == NULL:
                self._keep(entry, &text[begins[at]], lengths[at], -2 - <int32_t>len(fresh))
                fresh.append(entry.key[: entry.size])
                if 2 * self.used > self.room:
                    self._grow()
                out[at] = -1 - <int32_t>len(fresh)
            else:
                out[at] = entry.number
        return numbers, fresh

    def settle(self, object numbers, list fresh, list given):
        """Give the chunks that `find` saw for the first time their numbers, in the table and in what it returned."""
        cdef int32_t* out = <int32_t*>_data(numbers, 4, "numbers")
        cdef Py_ssize_t at, size = _size(numbers), length
        cdef const uint8_t* key
        values = _new(len(given), cnp.NPY_INT32)
        cdef int32_t* into = <int32_t*>cnp.PyArray_DATA(values)
        for at in range(len(given)):
            into[at] = given[at]
            chunk = <bytes>fresh[at]
            key = chunk
            length = len(chunk)
            self._find(key, length).number = into[at]
        for at in range(size):
            if out[at] < -1:
                out[at] = into[-2 - out[at]]

    cdef Entry* _find(self, const uint8_t* key, Py_ssize_t size) noexcept nogil:
        """Return the entry of a key, or the free one where it belongs."""
        cdef uint64_t mixed = <uint64_t>size, word
        cdef Py_ssize_t at = 0
        cdef Entry* entry
        while at < size:
            word = 0
            memcpy(&word, key + at, 8 if size - at >= 8 else size - at)
            mixed = (mixed ^ word) * <uint64_t>0x9E3779B97F4A7C15
            mixed ^= mixed >> 32
            at += 8
        mixed |= 1
        at = (mixed >> 1) & (self.room - 1)
        while True:
            entry = &self.entries[at]
            if entry.key == NULL:
                entry.hash = mixed
                return entry
            if entry.hash == mixed and entry.size == size and memcmp(entry.key, key, size) == 0:
                return entry
            at = (at + 1) & (self.room - 1)

    cdef int _keep(self, Entry* entry, const uint8_t* key, Py_ssize_t size, int32_t number) except -1:
        """Fill a free entry with a copy of a key."""
        cdef bytes block
        if size > self.free_size:
            self.free_size = max(size, 1 << 16)
            block = bytes(self.free_size)
            self.kept.append(block)
            self.free_at = <uint8_t*>block
        memcpy(self.free_at, key, size)
        entry.key = self.free_at
        entry.size = size
        entry.number = number
        self.free_at += size
        self.free_size -= size
        self.used += 1
        return 0

    cdef int _grow(self) except -1:
        cdef Entry* before = self.entries
        cdef Py_ssize_t room = self.room, at, place
        cdef Entry* larger = <Entry*>calloc(4 * room, sizeof(Entry))
        if larger == NULL:
            raise MemoryError
        self.entries = larger
        self.room = 4 * room
        for place in range(room):
            if before[place].key != NULL:
                at = (before[place].hash >> 1) & (self.room - 1)
                while larger[at].key != NULL:
                    at = (at + 1) & (self.room - 1)
                larger[at] = before[place]
        free(before)
        return 0


def expand(object chunks, object single, object row_ends, object flat):
    """Return the terms of chunks, one after another, and 0 and then where those of each end; see `chunks.Terms`."""
    cdef const int32_t* numbers = <const int32_t*>_data(chunks, 4, "chunks")
    cdef const int32_t* singles = <const int32_t*>_data(single, 4, "numbers")
    cdef const int32_t* ends = <const int32_t*>_data(row_ends, 4, "ends")
    cdef const int32_t* others = <const int32_t*>_data(flat, 4, "numbers")
    cdef Py_ssize_t size = _size(chunks), at, row, place, total = 0
    cdef int32_t number
    stops = _new(size + 1, cnp.NPY_INT64)
    cdef int64_t* limits = <int64_t*>cnp.PyArray_DATA(stops)
    with nogil:
        for at in range(size):
            limits[at] = total
            number = singles[numbers[at]]
            total += 1 if number >= 0 else ends[-number] - ends[-1 - number]
        limits[size] = total
    terms = _new(total, cnp.NPY_INT32)
    cdef int32_t* out = <int32_t*>cnp.PyArray_DATA(terms)
    with nogil:
        total = 0
        for at in range(size):
            number = singles[numbers[at]]
            if number >= 0:
                out[total] = number
                total += 1
            else:
                for place in range(ends[-1 - number], ends[-number]):
                    out[total] = others[place]
                    total += 1
    return terms, stops


# Postings


def invert(object ranks, object where, object weights, object positions, Py_ssize_t terms):
    """Bring the occurrences of each term together; they come by document and position.

    Return how many documents and how many occurrences each term has, and the documents, counts and positions of all
    postings by term. A count is the sum of the weights (u1; 1 without them).
    """
    cdef const int32_t* ranked = <const int32_t*>_data(ranks, 4, "ranks")
    cdef const int32_t* documents = <const int32_t*>_data(where, 4, "documents")
    cdef const uint8_t* weighed = NULL
    cdef const uint8_t* places = NULL
    cdef int width = 0
    cdef Py_ssize_t size = _size(ranks), at, total = 0, everything = 0
    cdef int32_t rank
    if weights is not None:
        weighed = <const uint8_t*>_data(weights, 1, "weights")
    if positions is not None:
        width = cnp.PyArray_ITEMSIZE(positions)
        places = <const uint8_t*>_data(positions, width, "positions")
    frequency, occurrences = _new(terms, cnp.NPY_INT64), _new(terms, cnp.NPY_INT64)
    cdef int64_t* found = <int64_t*>cnp.PyArray_DATA(frequency)
    cdef int64_t* stand = <int64_t*>cnp.PyArray_DATA(occurrences)
    cdef int32_t* last = <int32_t*>malloc((terms + 1) * sizeof(int32_t))
    cdef int64_t* next_one = <int64_t*>malloc((terms + 1) * sizeof(int64_t))  # posting
    cdef int64_t* next_place = <int64_t*>malloc((terms + 1) * sizeof(int64_t))
    cdef int32_t* into
    cdef int64_t* counts
    cdef uint8_t* out = NULL
    try:
        if last == NULL or next_one == NULL or next_place == NULL:
            raise MemoryError
        with nogil:
            memset(found, 0, terms * sizeof(int64_t))
            memset(stand, 0, terms * sizeof(int64_t))
            memset(last, 0xFF, terms * sizeof(int32_t))
            for at in range(size):
                rank = ranked[at]
                stand[rank] += 1
                found[rank] += documents[at] != last[rank]
                last[rank] = documents[at]
            for at in range(terms):
                next_one[at], next_place[at] = total, everything
                total += found[at]
                everything += stand[at]
            memset(last, 0xFF, terms * sizeof(int32_t))
        all_documents, all_counts = _new(total, cnp.NPY_INT32), _new(total, cnp.NPY_INT64)
        into = <int32_t*>cnp.PyArray_DATA(all_documents)
        counts = <int64_t*>cnp.PyArray_DATA(all_counts)
        all_positions = None
        if positions is not None:
            all_positions = _new(everything, cnp.NPY_UINT16 if width == 2 else cnp.NPY_UINT32)
            out = <uint8_t*>cnp.PyArray_DATA(all_positions)
        with nogil:
            for at in range(size):
                rank = ranked[at]
                if documents[at] != last[rank]:
                    last[rank] = documents[at]
                    into[next_one[rank]] = documents[at]
                    counts[next_one[rank]] = 0
                    next_one[rank] += 1
                counts[next_one[rank] - 1] += 1 if weighed == NULL else weighed[at]
                if width == 2:
                    (<uint16_t*>out)[next_place[rank]] = (<const uint16_t*>places)[at]
                    next_place[rank] += 1
                elif width == 4:
                    (<uint32_t*>out)[next_place[rank]] = (<const uint32_t*>places)[at]
                    next_place[rank] += 1
        return frequency, occurrences, all_documents, all_counts, all_positions
    finally:
        free(last)
        free(next_one)
        free(next_place)


cdef inline Py_ssize_t _pack_gap(uint8_t* out, Py_ssize_t at, int64_t gap, bint is_wide) noexcept nogil:
    """Write one gap and return what follows it."""
    if is_wide:
        while gap >= 65535:
            out[at] = out[at + 1] = 255
            at += 2
            gap -= 65535
        out[at] = gap & 255
        out[at + 1] = gap >> 8
        return at + 2
    while gap >= 255:
        out[at] = 255
        at += 1
        gap -= 255
    out[at] = <uint8_t>gap
    return at + 1


def encode(object docs, object counts, object starts, Py_ssize_t documents):
    """Do what `packing.encode_postings` says. Raises ValueError for documents that are out of order or range."""
    cdef const int64_t* numbers = <const int64_t*>_data(docs, 8, "documents")
    cdef const int64_t* often = <const int64_t*>_data(counts, 8, "counts")
    cdef const int64_t* begins = <const int64_t*>_data(starts, 8, "starts")
    cdef Py_ssize_t terms = _size(starts) - 1, term, at, total = 0, place, frequency
    cdef int64_t gap, before, narrow, wide
    cdef bint is_wide, is_sound = True
    lengths = _new(terms, cnp.NPY_INT64)
    cdef int64_t* sizes = <int64_t*>cnp.PyArray_DATA(lengths)
    with nogil:
        for term in range(terms):
            frequency = begins[term + 1] - begins[term]
            before = 0
            for at in range(begins[term], begins[term + 1]):
                is_sound = is_sound and before <= numbers[at] < documents
                before = numbers[at]
            if frequency * ROW_SHARE >= documents:
                sizes[term] = documents
            else:
                narrow = wide = before = 0
                for at in range(begins[term], begins[term + 1]):
                    gap = numbers[at] - before
                    before = numbers[at]
                    narrow += 1 + gap // 255
                    wide += 2 * (1 + gap // 65535)
                sizes[term] = 1 + (frequency + 1) // 2 + (wide if wide < narrow else narrow)
                if wide < narrow:
                    sizes[term] = -sizes[term]  # until it is written
            total += sizes[term] if sizes[term] >= 0 else -sizes[term]
    if not is_sound:
        raise ValueError("documents must come in order, and there are none beyond the last")
    cdef cnp.npy_intp shape = total
    packed = cnp.PyArray_ZEROS(1, &shape, cnp.NPY_UINT8, 0)
    cdef uint8_t* out = <uint8_t*>cnp.PyArray_DATA(packed)
    with nogil:
        total = 0
        for term in range(terms):
            frequency = begins[term + 1] - begins[term]
            is_wide = sizes[term] < 0
            if is_wide:
                sizes[term] = -sizes[term]
            if frequency * ROW_SHARE >= documents:
                for at in range(begins[term], begins[term + 1]):
                    out[total + numbers[at]] = <uint8_t>often[at]
            else:
                out[total] = 255 if is_wide else 0
                place = total + 1
                before = 0
                for at in range(begins[term], begins[term + 1]):
                    place = _pack_gap(out, place, numbers[at] - before, is_wide)
                    before = numbers[at]
                for at in range(frequency):
                    out[place + (at >> 1)] |= <uint8_t>(often[begins[term] + at] << ((at & 1) << 2))
            total += sizes[term]
    return lengths, packed


def decode(object data, object places, object frequencies, Py_ssize_t documents):
    """Do what `packing.decode_postings` says; None if the postings are not as many as they should be."""
    cdef const uint8_t* packed = <const uint8_t*>_data(data, 1, "postings")
    cdef const int64_t* begins = <const int64_t*>_data(places, 8, "places")
    cdef const int64_t* wanted = <const int64_t*>_data(frequencies, 8, "frequencies")
    cdef Py_ssize_t terms = _size(frequencies), term, at, split, total = 0, first, frequency
    cdef int64_t number
    cdef unsigned gap
    cdef Py_ssize_t most = _size(data)
    if _size(places) != terms + 1 or (terms and begins[0] < 0):
        return None
    for term in range(terms):
        if wanted[term] < 0 or begins[term + 1] < begins[term] or begins[term + 1] > most:
            return None
        if wanted[term] * ROW_SHARE >= documents and begins[term + 1] - begins[term] != documents:
            return None
        total += wanted[term]
    numbers, counts = _new(total, cnp.NPY_INT64), _new(total, cnp.NPY_INT64)
    cdef int64_t* out = <int64_t*>cnp.PyArray_DATA(numbers)
    cdef int64_t* often = <int64_t*>cnp.PyArray_DATA(counts)
    cdef bint is_sound = True
    with nogil:
        total = 0
        for term in range(terms):
            first, frequency, number = total, wanted[term], 0
            if frequency * ROW_SHARE >= documents:
                for at in range(begins[term], begins[term + 1]):
                    if packed[at]:
                        if total == first + frequency:
                            is_sound = False
                            break
                        out[total] = at - begins[term]
                        often[total] = packed[at]
                        total += 1
            else:
                split = begins[term + 1] - (frequency + 1) // 2
                at = begins[term] + 1
                is_sound = at <= split and split >= begins[term]
                if is_sound and packed[begins[term]] == 0:
                    while at < split and total < first + frequency:
                        gap = packed[at]
                        number += gap
                        at += 1
                        if gap != 255:
                            out[total] = number
                            total += 1
                elif is_sound:
                    while at + 1 < split and total < first + frequency:
                        gap = packed[at] | (<unsigned>packed[at + 1] << 8)
                        number += gap
                        at += 2
                        if gap != 65535:
                            out[total] = number
                            total += 1
                is_sound = is_sound and at == split and number < documents
                if is_sound:
                    for at in range(frequency):
                        gap = (packed[split + (at >> 1)] >> ((at & 1) << 2)) & 15
                        often[first + at] = MANY if gap == MANY_PACKED else gap
            if not is_sound or total != first + frequency:
                is_sound = False
                break
    return (numbers, counts) if is_sound else None
