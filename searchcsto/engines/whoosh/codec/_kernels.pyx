# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Give the arrays of postings, get documents, scores, counts: the loops of a search, compiled.

Every function here has a twin of NumPy calls beside the place that calls it, which runs where this module is not
there, and tests hold both to the same answers. Arrays are of one dimension and contiguous; numbers of documents are
int64 and sorted. A leaf is a LeafPart: a row of counts (u1), or numbers with counts (u1 or int64).
"""

cimport numpy as cnp
from libc.math cimport rint
from libc.stdint cimport int64_t, uint8_t, uint16_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free, malloc, qsort
from libc.string cimport memcmp, memcpy, memset

cnp.import_array()

cdef extern from *:
    """
    /* Of eight flags that were copied into a number: which is the first that is set, and the number without it. */
    #if defined(__GNUC__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    #define first_byte(flags) (__builtin_ctzll(flags) >> 3)
    #define without_first_byte(flags) ((flags) & ((flags) - 1))
    #else
    static int first_byte(unsigned long long flags) {
        const unsigned char *bytes = (const unsigned char *)&flags;
        int at = 0;
        while (!bytes[at]) at++;
        return at;
    }
    static unsigned long long without_first_byte(unsigned long long flags) {
        ((unsigned char *)&flags)[first_byte(flags)] = 0;
        return flags;
    }
    #endif
    """
    int first_byte(uint64_t flags) nogil
    uint64_t without_first_byte(uint64_t flags) nogil

VERSION = 1  # kernels.py wants this one: what was compiled from an older source is not used

cdef double SPARED = 0.3  # of what the best have at least: terms that could give more are read for all documents

cdef enum:
    MANY = 255  # as in packing.py
    STEP = 64  # documents of which it is found out at once whether any may be among the best

cdef struct Terms:  # one term of a query in one segment, and how it is scored
    const uint8_t* row
    const int64_t* numbers
    const uint8_t* narrow  # counts of `numbers`, in one byte or in eight
    const int64_t* wide
    Py_ssize_t size
    const int64_t* many_numbers
    const int64_t* many_counts
    Py_ssize_t many_size
    double weight
    const uint8_t* lengths
    int width  # bytes of a length
    double base  # what BM25 adds to a frequency is base + slope * length
    double slope
    Py_ssize_t at  # how far `numbers` (or `many_numbers`) were looked up
    Py_ssize_t added  # and how far their scores were added up


cdef const void* _data(object array, int width, const char* what) except NULL:
    """Return where the items of an array lie that are so wide."""
    if not cnp.PyArray_Check(array) or not cnp.PyArray_IS_C_CONTIGUOUS(array) or cnp.PyArray_ITEMSIZE(array) != width:
        raise TypeError(f"{what.decode()} must be a contiguous array of {width} bytes an item")
    return cnp.PyArray_DATA(array)


cdef inline Py_ssize_t _size(object array):
    return cnp.PyArray_DIM(<cnp.ndarray>array, 0)


cdef int _read_leaf(object leaf, Terms* term) except -1:
    """Point to the arrays of a LeafPart, which must outlive the use of them."""
    memset(term, 0, sizeof(Terms))
    cdef object row = leaf.row, many, counts
    if row is not None:
        term.row = <const uint8_t*>_data(row, 1, "a row")
        term.size = _size(row)
        many = leaf.many
        if many is not None:
            term.many_numbers = <const int64_t*>_data(many[0], 8, "many")
            term.many_counts = <const int64_t*>_data(many[1], 8, "many")
            term.many_size = _size(many[0])
        return 0
    term.numbers = <const int64_t*>_data(leaf.numbers, 8, "numbers")
    term.size = _size(leaf.numbers)
    counts = leaf.counts
    if cnp.PyArray_ITEMSIZE(counts) == 1:
        term.narrow = <const uint8_t*>_data(counts, 1, "counts")
    else:
        term.wide = <const int64_t*>_data(counts, 8, "counts")
    return 0


cdef Terms* _read_terms(list leaves, list weights, list additions) except NULL:
    """Return the terms of leaves with weights; `additions` has (lengths, base, slope) for each, or is None."""
    cdef Py_ssize_t place, size = len(leaves)
    cdef Terms* terms = <Terms*>malloc((size + 1) * sizeof(Terms))
    if terms == NULL:
        raise MemoryError
    try:
        for place in range(size):
            _read_leaf(leaves[place], &terms[place])
            terms[place].weight = weights[place] if weights is not None else 0.0
            if additions is not None:
                lengths, base, slope = additions[place]
                terms[place].width = cnp.PyArray_ITEMSIZE(lengths)
                terms[place].lengths = <const uint8_t*>_data(lengths, terms[place].width, "lengths")
                terms[place].base = base
                terms[place].slope = slope
    except BaseException:
        free(terms)
        raise
    return terms


cdef inline Py_ssize_t _read_number(const uint8_t* items, int width, Py_ssize_t at) noexcept nogil:
    """Return an unsigned number of an array of any width."""
    if width == 1:
        return items[at]
    if width == 2:
        return (<const uint16_t*>items)[at]
    return (<const uint32_t*>items)[at] if width == 4 else <Py_ssize_t>(<const uint64_t*>items)[at]


cdef inline Py_ssize_t _find(const int64_t* numbers, Py_ssize_t start, Py_ssize_t size, int64_t wanted) noexcept nogil:
    """Return the first place from start on where a number is at least the wanted one, in steps that double."""
    cdef Py_ssize_t low, high, middle, step = 1
    if start >= size or numbers[start] >= wanted:
        return start
    low = start
    while low + step < size and numbers[low + step] < wanted:
        low += step
        step *= 2
    high = low + step if low + step < size else size
    low += 1
    while low < high:
        middle = (low + high) >> 1
        if numbers[middle] < wanted:
            low = middle + 1
        else:
            high = middle
    return low


cdef inline int64_t _count(Terms* term, int64_t number) noexcept nogil:
    """Return how often a term stands in a document, 0 for never; documents come in ascending order."""
    cdef int64_t count
    if term.row != NULL:
        count = term.row[number]
        if count == MANY and term.many_size:
            term.at = _find(term.many_numbers, term.at, term.many_size, number)
            if term.at < term.many_size and term.many_numbers[term.at] == number:
                count = term.many_counts[term.at]
        return count
    term.at = _find(term.numbers, term.at, term.size, number)
    if term.at == term.size or term.numbers[term.at] != number:
        return 0
    return term.narrow[term.at] if term.narrow != NULL else term.wide[term.at]


cdef inline double _addition(const Terms* term, int64_t number) noexcept nogil:
    """Return what BM25 adds to the frequency."""
    cdef double length
    if term.width == 1:
        length = term.lengths[number]
    elif term.width == 2:
        length = (<const uint16_t*>term.lengths)[number]
    else:
        length = (<const uint32_t*>term.lengths)[number]
    return term.base + term.slope * length


cdef inline double _score(Terms* term, int64_t number) noexcept nogil:
    cdef double frequency = <double>_count(term, number)
    if frequency == 0:
        return 0.0
    return frequency / (frequency + _addition(term, number)) * term.weight


# Postings and dictionaries


def unpack(object data, Py_ssize_t frequency, Py_ssize_t most):
    """Return the documents and counts of packed postings, see packing.py, and whether any count is MANY.

    None if they do not fit the frequency, or a document is not below `most`.
    """
    cdef const uint8_t* packed = <const uint8_t*>_data(data, 1, "postings")
    cdef Py_ssize_t size = _size(data), split = size - (frequency + 1) // 2, place, at = 0
    cdef int64_t number = 0
    cdef unsigned gap
    if split < 1:
        return None
    cdef cnp.npy_intp shape = frequency
    documents = cnp.PyArray_SimpleNew(1, &shape, cnp.NPY_INT64)
    counts = cnp.PyArray_SimpleNew(1, &shape, cnp.NPY_UINT8)
    cdef int64_t* out = <int64_t*>cnp.PyArray_DATA(documents)
    cdef uint8_t* into = <uint8_t*>cnp.PyArray_DATA(counts)
    if packed[0] == 0:
        for place in range(1, split):
            gap = packed[place]
            number += gap
            if gap != 255:
                if at == frequency:
                    return None
                out[at] = number
                at += 1
    else:
        for place in range(1, split - 1, 2):
            gap = packed[place] | (<unsigned>packed[place + 1] << 8)
            number += gap
            if gap != 65535:
                if at == frequency:
                    return None
                out[at] = number
                at += 1
    if at != frequency or number >= most:  # they only grow
        return None
    cdef bint has_many = False
    for place in range(frequency):
        gap = (packed[split + (place >> 1)] >> ((place & 1) << 2)) & 15
        into[place] = MANY if gap == 15 else gap
        has_many |= gap == 15
    return documents, counts, has_many


def bisect(object keys, object ends, const uint8_t[::1] key):
    """Return how many of some keys are smaller than a key, and whether the next is equal to it.

    `ends` says where in the file's keys each begins and the last ends; `keys` begins with the first of them. None if the
    ends are not in order.
    """
    cdef const uint8_t* texts = <const uint8_t*>cnp.PyArray_DATA(keys)
    cdef int width = cnp.PyArray_ITEMSIZE(ends)
    cdef const uint8_t* places = <const uint8_t*>_data(ends, width, "ends")
    cdef Py_ssize_t low = 0, high = _size(ends) - 1, middle, start, size, wanted = key.shape[0], most = _size(keys)
    cdef int order
    cdef bint found = False
    while low < high:
        middle = (low + high) >> 1
        start = _read_number(places, width, middle) - _read_number(places, width, 0)
        size = _read_number(places, width, middle + 1) - _read_number(places, width, 0) - start
        if start < 0 or size < 0 or start + size > most:
            return None
        order = memcmp(texts + start, &key[0], min(size, wanted)) if size and wanted else 0
        if order < 0 or (order == 0 and size < wanted):
            low = middle + 1
        else:
            found = found or (order == 0 and size == wanted)
            high = middle
    return low, found


# Sets of documents


def flag(list leaves, object flags):
    """Set the flags of all documents of some leaves, unset all others, and return how many are set."""
    cdef uint8_t* out = <uint8_t*>_data(flags, 1, "flags")
    cdef Py_ssize_t documents = _size(flags), size = len(leaves), place, at, total = 0
    cdef Terms* terms = _read_terms(leaves, None, None)
    cdef bint is_fresh = True
    cdef const uint8_t* row
    with nogil:
        for place in range(size):
            row = terms[place].row
            if row != NULL:
                if is_fresh:
                    for at in range(documents):
                        out[at] = row[at] != 0
                else:
                    for at in range(documents):
                        out[at] |= row[at] != 0
                is_fresh = False
        if is_fresh:
            memset(out, 0, documents)
        for place in range(size):
            if terms[place].row == NULL:
                for at in range(terms[place].size):
                    out[terms[place].numbers[at]] = 1
        free(terms)
        total = _sum_flags(out, documents)
    return total


cdef Py_ssize_t _sum_flags(const uint8_t* flags, Py_ssize_t size) noexcept nogil:
    cdef Py_ssize_t start = 0, stop, at, total = 0
    cdef uint8_t part
    while start < size:  # in sums of one byte, sixteen of which are added at a time
        stop = start + 255 if start + 255 < size else size
        part = 0
        for at in range(start, stop):
            part += flags[at]
        total += part
        start = stop
    return total


def unite(list sets):
    """Return the distinct numbers of some sorted sets of distinct numbers, sorted."""
    cdef object united = sets[0]
    for other in sets[1:]:
        united = _unite_two(united, other)
    return united


cdef object _unite_two(object first, object second):
    cdef const int64_t* one = <const int64_t*>_data(first, 8, "numbers")
    cdef const int64_t* other = <const int64_t*>_data(second, 8, "numbers")
    cdef Py_ssize_t size = _size(first), length = _size(second), at = 0, place = 0, total = 0
    cdef cnp.npy_intp shape = size + length
    result = cnp.PyArray_SimpleNew(1, &shape, cnp.NPY_INT64)
    cdef int64_t* out = <int64_t*>cnp.PyArray_DATA(result)
    cdef int64_t left, right
    with nogil:
        while at < size and place < length:
            left, right = one[at], other[place]
            out[total] = left if left < right else right
            at += left <= right
            place += right <= left
            total += 1
        memcpy(out + total, one + at, (size - at) * sizeof(int64_t))
        total += size - at
        memcpy(out + total, other + place, (length - place) * sizeof(int64_t))
        total += length - place
    return result[:total]


def contains(object leaf, object numbers):
    """Return which of some documents a leaf has."""
    cdef Terms term
    _read_leaf(leaf, &term)
    cdef const int64_t* wanted = <const int64_t*>_data(numbers, 8, "numbers")
    cdef cnp.npy_intp size = _size(numbers)
    result = cnp.PyArray_SimpleNew(1, &size, cnp.NPY_BOOL)
    cdef uint8_t* out = <uint8_t*>cnp.PyArray_DATA(result)
    cdef Py_ssize_t place
    with nogil:
        for place in range(size):
            if term.row != NULL:
                out[place] = term.row[wanted[place]] != 0
            else:
                term.at = _find(term.numbers, term.at, term.size, wanted[place])
                out[place] = term.at < term.size and term.numbers[term.at] == wanted[place]
    return result


def count_classes(object column, object flags, Py_ssize_t count, Py_ssize_t classes):
    """Return how many of the flagged documents, `count` in all, each class has; `column` has the class of each."""
    cdef int width = cnp.PyArray_ITEMSIZE(column)
    cdef const uint8_t* items = <const uint8_t*>_data(column, width, "classes")
    cdef const uint8_t* flagged = <const uint8_t*>_data(flags, 1, "flags")
    cdef Py_ssize_t size = _size(flags), at = 0
    cdef cnp.npy_intp shape = classes
    result = cnp.PyArray_ZEROS(1, &shape, cnp.NPY_INT64, 0)
    cdef int64_t* out = <int64_t*>cnp.PyArray_DATA(result)
    cdef uint32_t* counts = <uint32_t*>calloc(classes + 1, sizeof(uint32_t))  # narrow, for the nearest cache
    cdef uint64_t eight
    if counts == NULL:
        raise MemoryError
    with nogil:
        if count * 3 < size:
            while at + 8 <= size:
                memcpy(&eight, flagged + at, 8)
                while eight:
                    counts[_read_number(items, width, at + first_byte(eight))] += 1
                    eight = without_first_byte(eight)
                at += 8
        for at in range(at, size):  # without a branch, which nobody could foretell
            counts[_read_number(items, width, at)] += flagged[at]
        for at in range(classes):
            out[at] = counts[at]
        free(counts)
    return result


def count_numbers(object column, object numbers, Py_ssize_t classes):
    """Return how many of some documents each class has."""
    cdef int width = cnp.PyArray_ITEMSIZE(column)
    cdef const uint8_t* items = <const uint8_t*>_data(column, width, "classes")
    cdef const int64_t* wanted = <const int64_t*>_data(numbers, 8, "numbers")
    cdef Py_ssize_t size = _size(numbers), at
    cdef cnp.npy_intp shape = classes
    result = cnp.PyArray_ZEROS(1, &shape, cnp.NPY_INT64, 0)
    cdef int64_t* out = <int64_t*>cnp.PyArray_DATA(result)
    for at in range(size):
        out[_read_number(items, width, wanted[at])] += 1
    return result


def look_up(object column, object table, object out):
    """Set for each document the flag that a table has for its class."""
    cdef int width = cnp.PyArray_ITEMSIZE(column)
    cdef const uint8_t* items = <const uint8_t*>_data(column, width, "classes")
    cdef const uint8_t* wanted = <const uint8_t*>_data(table, 1, "a table of flags")
    cdef uint8_t* flags = <uint8_t*>_data(out, 1, "flags")
    cdef Py_ssize_t size = _size(column), at
    with nogil:
        if width == 2:
            for at in range(size):
                flags[at] = wanted[(<const uint16_t*>items)[at]]
        else:
            for at in range(size):
                flags[at] = wanted[_read_number(items, width, at)]


cdef struct Group:
    int64_t count
    int64_t place


cdef int _compare_groups(const void* one, const void* other) noexcept nogil:
    cdef const Group* first = <const Group*>one
    cdef const Group* second = <const Group*>other
    if first.count != second.count:
        return 1 if first.count < second.count else -1
    return (first.place > second.place) - (first.place < second.place)


def sum_groups(object counts, object rows, object starts, bint by_count):
    """Return the groups of rows whose counts are not all 0, their sums, and the sum of all.

    Rows of a group go from its start to the next. Groups come in their order, or those with the highest sums first.
    """
    cdef const int64_t* values = <const int64_t*>_data(counts, 8, "counts")
    cdef const int64_t* places = <const int64_t*>_data(rows, 8, "rows")
    cdef const int64_t* firsts = <const int64_t*>_data(starts, 8, "starts")
    cdef Py_ssize_t size = _size(rows), total = _size(starts), at, row, after, found = 0
    cdef int64_t count, everything = 0
    cdef Group* groups = <Group*>malloc((total + 1) * sizeof(Group))
    if groups == NULL:
        raise MemoryError
    try:
        with nogil:
            for at in range(total):
                after = firsts[at + 1] if at + 1 < total else size
                count = 0
                for row in range(firsts[at], after):
                    count += values[places[row]]
                if count:
                    groups[found].count = count
                    groups[found].place = at
                    found += 1
                    everything += count
            if by_count:
                qsort(groups, found, sizeof(Group), _compare_groups)
        return [groups[at].place for at in range(found)], [groups[at].count for at in range(found)], everything
    finally:
        free(groups)


# Scores


def score(list leaves, list weights, list additions, object numbers):
    """Return the sums of weight * f / (f + base + slope * length) over leaves, for some documents."""
    cdef const int64_t* wanted = <const int64_t*>_data(numbers, 8, "numbers")
    cdef cnp.npy_intp size = _size(numbers)
    cdef Py_ssize_t count = len(leaves), place, at
    result = cnp.PyArray_ZEROS(1, &size, cnp.NPY_FLOAT64, 0)
    cdef double* out = <double*>cnp.PyArray_DATA(result)
    cdef Terms* terms = _read_terms(leaves, weights, additions)
    with nogil:
        for place in range(count):
            for at in range(size):
                out[at] += _score(&terms[place], wanted[at])
        free(terms)
    return result


def sum_weights(list leaves, list weights, object numbers):
    """Return the sums of the weights of those leaves that each of some documents has."""
    cdef const int64_t* wanted = <const int64_t*>_data(numbers, 8, "numbers")
    cdef cnp.npy_intp size = _size(numbers)
    cdef Py_ssize_t count = len(leaves), place, at
    result = cnp.PyArray_ZEROS(1, &size, cnp.NPY_FLOAT64, 0)
    cdef double* out = <double*>cnp.PyArray_DATA(result)
    cdef Terms* terms = _read_terms(leaves, weights, None)
    with nogil:
        for place in range(count):
            for at in range(size):
                if _count(&terms[place], wanted[at]):
                    out[at] += terms[place].weight
        free(terms)
    return result


cdef struct Best:  # a heap of the best documents, the worst of them on top
    double* scores  # rounded
    int64_t* numbers
    const uint8_t* ranks
    int width  # bytes of a rank
    Py_ssize_t size
    Py_ssize_t limit
    double least  # what scores below is none of the best
    double decimals


cdef inline bint _is_worse(Best* best, Py_ssize_t one, Py_ssize_t other) noexcept nogil:
    if best.scores[one] != best.scores[other]:
        return best.scores[one] < best.scores[other]
    return _rank_of(best, best.numbers[one]) > _rank_of(best, best.numbers[other])


cdef inline Py_ssize_t _rank_of(Best* best, int64_t number) noexcept nogil:
    return _read_number(best.ranks, best.width, number)


cdef inline void _swap(Best* best, Py_ssize_t one, Py_ssize_t other) noexcept nogil:
    best.scores[one], best.scores[other] = best.scores[other], best.scores[one]
    best.numbers[one], best.numbers[other] = best.numbers[other], best.numbers[one]


cdef void _sink(Best* best, Py_ssize_t place, Py_ssize_t size) noexcept nogil:
    cdef Py_ssize_t child
    while True:
        child = 2 * place + 1
        if child >= size:
            return
        if child + 1 < size and _is_worse(best, child + 1, child):
            child += 1
        if not _is_worse(best, child, place):
            return
        _swap(best, child, place)
        place = child


cdef void _offer(Best* best, int64_t number, double score) noexcept nogil:
    """Take a document among the best if it is one of them so far."""
    cdef Py_ssize_t place, parent
    cdef double rounded = rint(score * best.decimals) / best.decimals
    if best.size < best.limit:
        place = best.size
        best.scores[place] = rounded
        best.numbers[place] = number
        best.size += 1
        while place and _is_worse(best, place, (place - 1) >> 1):
            parent = (place - 1) >> 1
            _swap(best, place, parent)
            place = parent
    else:
        if rounded < best.scores[0]:
            return
        if rounded == best.scores[0] and _rank_of(best, number) > _rank_of(best, best.numbers[0]):
            return
        best.scores[0] = rounded
        best.numbers[0] = number
        _sink(best, 0, best.size)
    if best.size == best.limit and best.scores[0] - 1 / best.decimals > best.least:
        best.least = best.scores[0] - 1 / best.decimals


cdef tuple _list_best(Best* best):
    """Return the numbers and scores of the best documents, in order."""
    cdef Py_ssize_t size
    cdef cnp.npy_intp shape = best.size
    with nogil:
        size = best.size
        while size > 1:
            size -= 1
            _swap(best, 0, size)
            _sink(best, 0, size)
    numbers = cnp.PyArray_SimpleNew(1, &shape, cnp.NPY_INT64)
    scores = cnp.PyArray_SimpleNew(1, &shape, cnp.NPY_FLOAT64)
    memcpy(cnp.PyArray_DATA(numbers), best.numbers, best.size * sizeof(int64_t))
    memcpy(cnp.PyArray_DATA(scores), best.scores, best.size * sizeof(double))
    return numbers, scores


def order(object numbers, object scores, object ranks, Py_ssize_t limit, double floor, double decimals):
    """Return the best of some documents by their scores, rounded: the first `limit` that score at least `floor`."""
    cdef const int64_t* documents = <const int64_t*>_data(numbers, 8, "numbers")
    cdef const double* values = <const double*>_data(scores, 8, "scores")
    cdef Py_ssize_t size = _size(numbers), at
    cdef Best best
    _begin(&best, ranks, min(limit, size), floor, decimals)
    try:
        with nogil:
            for at in range(size):
                if values[at] >= best.least:
                    _offer(&best, documents[at], values[at])
        return _list_best(&best)
    finally:
        free(best.scores)
        free(best.numbers)


cdef int _begin(Best* best, object ranks, Py_ssize_t limit, double floor, double decimals) except -1:
    best.width = cnp.PyArray_ITEMSIZE(ranks)
    best.ranks = <const uint8_t*>_data(ranks, best.width, "ranks")
    best.size = 0
    best.limit = limit
    best.decimals = decimals
    best.least = floor - 1 / decimals if floor > 1 / decimals else -1.0
    best.scores = <double*>malloc((limit + 1) * sizeof(double))
    best.numbers = <int64_t*>malloc((limit + 1) * sizeof(int64_t))
    if best.scores == NULL or best.numbers == NULL:
        free(best.scores)
        free(best.numbers)
        raise MemoryError
    return 0


def rank(
    list leaves, list weights, list additions, object documents, bint are_flags, object ranks,
    Py_ssize_t limit, double floor, double decimals, Py_ssize_t block,
):
    """Return the best documents of those flagged or numbered, in order, by the sums of the scores of some leaves.

    Their rounded scores come second, see `order`. Equal scores are ordered by ranks.
    """
    cdef Terms* terms = NULL
    cdef Best best
    cdef float* sums = NULL
    cdef Py_ssize_t* places = NULL
    cdef Py_ssize_t count = len(leaves), size = _size(documents), at, place
    cdef const int64_t* numbers = NULL
    cdef const uint8_t* flags = NULL
    cdef double total
    if are_flags:
        flags = <const uint8_t*>_data(documents, 1, "flags")
    else:
        numbers = <const int64_t*>_data(documents, 8, "numbers")
    _begin(&best, ranks, min(limit, size), floor, decimals)
    try:
        terms = _read_terms(leaves, weights, additions)
        if flags == NULL:
            with nogil:
                for at in range(size):
                    total = 0
                    for place in range(count):
                        total += _score(&terms[place], numbers[at])
                    if total >= best.least:
                        _offer(&best, numbers[at], total)
        else:
            sums = <float*>malloc(block * sizeof(float))
            places = <Py_ssize_t*>malloc((count + 1) * sizeof(Py_ssize_t))
            if sums == NULL or places == NULL:
                raise MemoryError
            with nogil:
                _rank_flagged(&best, terms, count, flags, size, sums, places, block)
        return _list_best(&best)
    finally:
        free(terms)
        free(sums)
        free(places)
        free(best.scores)
        free(best.numbers)


cdef void _rank_flagged(
    Best* best, Terms* terms, Py_ssize_t count, const uint8_t* flags, Py_ssize_t documents, float* sums,
    Py_ssize_t* places, Py_ssize_t block,
) noexcept nogil:
    """Offer the flagged documents, a block at a time.

    Sums in single precision, which is several times as fast, tell which documents may be among the best; these are
    scored exactly. A term scores less than its weight. So once the best are better than some terms of low weight
    together could make a document, these terms are not read any more but for documents that need them (MaxScore:
    Turtle and Flood, Query evaluation: strategies and optimizations, 1995).
    """
    cdef Py_ssize_t start = 0, stop, place, at, other, last, needed = count
    cdef double rest = 0, rounding = 1 - 1e-6 * (count + 2)
    cdef float cut = -1
    cdef int reached
    _sort_by_weight(terms, count, places)
    while start < documents:
        stop = start + block if start + block < documents else documents
        while needed and best.least * SPARED > rest + terms[places[needed - 1]].weight:
            needed -= 1
            rest += terms[places[needed]].weight
        memset(sums, 0, (stop - start) * sizeof(float))
        for place in range(needed):
            if terms[places[place]].row == NULL:
                _add_numbers(&terms[places[place]], sums, start, stop)
            else:
                _add_row(&terms[places[place]], sums, start, stop)
        at = start
        while at < stop:
            last = at + STEP if at + STEP < stop else stop
            if best.least > 0:
                cut = <float>((best.least * rounding - rest) * rounding)
            reached = 0
            for other in range(at, last):
                reached |= sums[other - start] >= cut
            if reached:
                for other in range(at, last):
                    if sums[other - start] >= cut and flags[other]:
                        _offer_exactly(best, terms, count, other)
            at = last
        start = stop


cdef void _sort_by_weight(Terms* terms, Py_ssize_t count, Py_ssize_t* places) noexcept nogil:
    """Put the places of the terms in the order of their weights, the greatest first."""
    cdef Py_ssize_t place, at
    for place in range(count):
        at = place
        while at and terms[places[at - 1]].weight < terms[place].weight:
            places[at] = places[at - 1]
            at -= 1
        places[at] = place


cdef void _offer_exactly(Best* best, Terms* terms, Py_ssize_t count, int64_t number) noexcept nogil:
    cdef double total = 0
    cdef Py_ssize_t place
    for place in range(count):
        total += _score(&terms[place], number)
    if total >= best.least:
        _offer(best, number, total)


cdef void _add_numbers(Terms* term, float* sums, Py_ssize_t start, Py_ssize_t stop) noexcept nogil:
    cdef int64_t number
    cdef float frequency, weight = <float>term.weight
    while term.added < term.size and term.numbers[term.added] < stop:
        number = term.numbers[term.added]
        frequency = <float>(term.narrow[term.added] if term.narrow != NULL else term.wide[term.added])
        sums[number - start] += frequency / (frequency + <float>_addition(term, number)) * weight
        term.added += 1


ctypedef fused Length:
    uint8_t
    uint16_t
    uint32_t


cdef void _add_row_of(
    Terms* term, const Length* lengths, float* sums, Py_ssize_t start, Py_ssize_t stop
) noexcept nogil:
    cdef Py_ssize_t at
    cdef float frequency, base = <float>term.base, slope = <float>term.slope, weight = <float>term.weight
    cdef const uint8_t* row = term.row
    for at in range(start, stop):  # without a branch: where the term is not, this adds 0
        frequency = row[at]
        sums[at - start] += frequency / (frequency + (base + slope * <float>lengths[at])) * weight


cdef void _add_row(Terms* term, float* sums, Py_ssize_t start, Py_ssize_t stop) noexcept nogil:
    cdef float addition, frequency, weight = <float>term.weight
    cdef int64_t number
    if term.width == 1:
        _add_row_of(term, term.lengths, sums, start, stop)
    elif term.width == 2:
        _add_row_of(term, <const uint16_t*>term.lengths, sums, start, stop)
    else:
        _add_row_of(term, <const uint32_t*>term.lengths, sums, start, stop)
    if term.many_size:
        term.added = _find(term.many_numbers, term.added, term.many_size, start)
        while term.added < term.many_size and term.many_numbers[term.added] < stop:
            number = term.many_numbers[term.added]
            addition = <float>_addition(term, number)
            frequency = <float>term.many_counts[term.added]
            sums[number - start] += weight * (frequency / (frequency + addition) - MANY / (MANY + addition))
            term.added += 1


# Neighbours


def find_positions(object documents, object counts, Py_ssize_t start, object numbers):
    """Return where in the positions of a term those of some documents begin, and how many they are; 0 for none.

    `start` is where its positions begin.
    """
    cdef Py_ssize_t size = _size(numbers), place, at = 0, found, begin = start, total = _size(documents), step
    cdef const int64_t* own = <const int64_t*>_data(documents, 8, "documents")
    cdef const int64_t* wanted = <const int64_t*>_data(numbers, 8, "numbers")
    cdef const uint8_t* narrow = NULL
    cdef const int64_t* wide = NULL
    if cnp.PyArray_ITEMSIZE(counts) == 1:
        narrow = <const uint8_t*>_data(counts, 1, "counts")
    else:
        wide = <const int64_t*>_data(counts, 8, "counts")
    cdef cnp.npy_intp shape = size
    begins = cnp.PyArray_SimpleNew(1, &shape, cnp.NPY_INT64)
    sizes = cnp.PyArray_SimpleNew(1, &shape, cnp.NPY_INT64)
    cdef int64_t* into = <int64_t*>cnp.PyArray_DATA(begins)
    cdef int64_t* out = <int64_t*>cnp.PyArray_DATA(sizes)
    with nogil:
        for place in range(size):
            found = _find(own, at, total, wanted[place])
            if narrow != NULL:
                for step in range(at, found):
                    begin += narrow[step]
            else:
                for step in range(at, found):
                    begin += wide[step]
            at = found
            into[place] = begin
            out[place] = 0
            if at < total and own[at] == wanted[place]:
                out[place] = narrow[at] if narrow != NULL else wide[at]
    return begins, sizes


def count_pairs(object positions, tuple first, tuple second):
    """Return how often a word follows another in each document; each is (begins, sizes) of their positions.

    None if there are fewer positions than that.
    """
    cdef int width = cnp.PyArray_ITEMSIZE(positions)
    cdef const uint8_t* places = <const uint8_t*>_data(positions, width, "positions")
    cdef const int64_t* begins = <const int64_t*>_data(first[0], 8, "begins")
    cdef const int64_t* sizes = <const int64_t*>_data(first[1], 8, "sizes")
    cdef const int64_t* others = <const int64_t*>_data(second[0], 8, "begins")
    cdef const int64_t* lengths = <const int64_t*>_data(second[1], 8, "sizes")
    cdef cnp.npy_intp size = _size(first[0])
    result = cnp.PyArray_ZEROS(1, &size, cnp.NPY_FLOAT64, 0)
    cdef double* out = <double*>cnp.PyArray_DATA(result)
    cdef Py_ssize_t at, one, other, last, end, most = _size(positions)
    cdef int64_t wanted
    for at in range(size):
        if begins[at] + sizes[at] > most or others[at] + lengths[at] > most:
            return None
    with nogil:
        for at in range(size):
            if sizes[at] and lengths[at]:
                other, end = others[at], others[at] + lengths[at]
                last = begins[at] + sizes[at]
                for one in range(begins[at], last):
                    wanted = _read_number(places, width, one) + 1
                    while other < end and _read_number(places, width, other) < wanted:
                        other += 1
                    if other == end:
                        break
                    if _read_number(places, width, other) == wanted:
                        out[at] += 1
    return result


# Phrases


cdef struct Reader:  # of the positions of one word of a phrase
    Terms leaf
    int64_t place  # of the word in the phrase
    const uint8_t* positions
    int width
    Py_ssize_t begin  # where the positions of the document begin that was looked up last
    Py_ssize_t size  # and how many they are
    Py_ssize_t passed  # up to which place (of a row: document) the positions before were summed up


cdef void _seek(Reader* reader, int64_t number) noexcept nogil:
    """Find the positions of a document; documents come in ascending order."""
    cdef Terms* leaf = &reader.leaf
    cdef Py_ssize_t found, at
    cdef int64_t before = 0
    if leaf.row == NULL:
        found = _find(leaf.numbers, reader.passed, leaf.size, number)
        if leaf.narrow != NULL:
            for at in range(reader.passed, found):
                before += leaf.narrow[at]
        else:
            for at in range(reader.passed, found):
                before += leaf.wide[at]
        reader.passed = found
        reader.size = 0
        if found < leaf.size and leaf.numbers[found] == number:
            reader.size = leaf.narrow[found] if leaf.narrow != NULL else leaf.wide[found]
    else:
        for at in range(reader.passed, number):
            before += leaf.row[at]
        while leaf.added < leaf.many_size and leaf.many_numbers[leaf.added] < number:
            if leaf.many_numbers[leaf.added] >= reader.passed:
                before += leaf.many_counts[leaf.added] - MANY
            leaf.added += 1
        reader.passed = number
        reader.size = _count(leaf, number)
    reader.begin += before


cdef Py_ssize_t _count_starts(Reader* readers, Py_ssize_t words, Py_ssize_t* at, int64_t last) noexcept nogil:
    """Return how often the words follow each other in the document that all readers found.

    `last` is the last position at which the phrase may begin.
    """
    cdef Reader* first = &readers[0]
    cdef Reader* other
    cdef Py_ssize_t one, word, count = 0
    cdef int64_t start, wanted
    for word in range(words):
        at[word] = readers[word].begin
    for one in range(first.begin, first.begin + first.size):
        start = _read_number(first.positions, first.width, one) - first.place
        if start < 0:
            continue
        if start > last:
            break
        for word in range(1, words):
            other = &readers[word]
            wanted = start + other.place
            while (
                at[word] < other.begin + other.size
                and _read_number(other.positions, other.width, at[word]) < wanted
            ):
                at[word] += 1
            if at[word] == other.begin + other.size:
                return count
            if _read_number(other.positions, other.width, at[word]) != wanted:
                break
        else:
            count += 1
    return count


def match_phrase(list leaves, list starts, list places, object positions, object heading):
    """Return the documents in which some words follow each other, and how often they do in each.

    `leaves` has the words, the rarest first, `starts` where the positions of each begin, and `places` which word of the
    phrase each is. With `heading`, the number of positions of each title, the whole phrase has to be in the title. None
    if there are fewer positions than the counts say.
    """
    cdef Py_ssize_t words = len(leaves), word, place, found = 0, size
    cdef int width = cnp.PyArray_ITEMSIZE(positions), heading_width = 1
    cdef const uint8_t* heads = NULL
    cdef int64_t number, last
    cdef bint has_all, is_sound = True
    cdef Py_ssize_t most = _size(positions)
    if heading is not None:
        heading_width = cnp.PyArray_ITEMSIZE(heading)
        heads = <const uint8_t*>_data(heading, heading_width, "heading")
    cdef Reader* readers = <Reader*>calloc(words, sizeof(Reader))
    cdef Py_ssize_t* at = <Py_ssize_t*>malloc(words * sizeof(Py_ssize_t))
    cdef int64_t* documents = NULL
    cdef int64_t* counts = NULL
    try:
        if readers == NULL or at == NULL:
            raise MemoryError
        for word in range(words):
            _read_leaf(leaves[word], &readers[word].leaf)
            readers[word].place = places[word]
            readers[word].begin = starts[word]
            readers[word].positions = <const uint8_t*>_data(positions, width, "positions")
            readers[word].width = width
        size = readers[0].leaf.size
        documents = <int64_t*>malloc((size + 1) * sizeof(int64_t))
        counts = <int64_t*>malloc((size + 1) * sizeof(int64_t))
        if documents == NULL or counts == NULL:
            raise MemoryError
        with nogil:
            for place in range(size):
                if readers[0].leaf.row == NULL:
                    number = readers[0].leaf.numbers[place]
                elif readers[0].leaf.row[place]:
                    number = place
                else:
                    continue
                has_all = True
                for word in range(words):
                    _seek(&readers[word], number)
                    is_sound = is_sound and readers[word].begin + readers[word].size <= most
                    if not readers[word].size:
                        has_all = False
                        break
                if not is_sound:
                    break
                if has_all:
                    last = (<int64_t>1 << 40) if heads == NULL else _read_number(heads, heading_width, number) - words
                    counts[found] = _count_starts(readers, words, at, last)
                    if counts[found]:
                        documents[found] = number
                        found += 1
        return (_copy_numbers(documents, found), _copy_numbers(counts, found)) if is_sound else None
    finally:
        free(readers)
        free(at)
        free(documents)
        free(counts)


cdef object _copy_numbers(const int64_t* numbers, Py_ssize_t size):
    cdef cnp.npy_intp shape = size
    result = cnp.PyArray_SimpleNew(1, &shape, cnp.NPY_INT64)
    memcpy(cnp.PyArray_DATA(result), numbers, size * sizeof(int64_t))
    return result
