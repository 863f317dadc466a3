"""The CPython peer of `procession bench`: one case, driven line by line over stdin and stdout.

It greets with "ready VERSION". Then each line "round NUMBER" runs one round and is answered by "samples",
followed by the round's samples, or by "failed" and the reason. The end of stdin ends it.
"""

import array
import multiprocessing
import platform
import signal
import sys
import time

FEW_TASKS = 20


def following(x):
    return x + 1


def apply(workers):
    """Microseconds of each of so many tasks, submitted and awaited one by one."""
    pool = multiprocessing.Pool(workers)

    def run(count):
        samples = []
        for i in range(count):
            start = time.perf_counter_ns()
            result = pool.apply(following, (i,))
            samples.append((time.perf_counter_ns() - start) / 1e3)
            check(result == i + 1)
        return samples

    return run


def send_array():
    """Milliseconds of a task that gets an array of so many doubles."""
    pool = multiprocessing.Pool(1)
    kept = {}

    def run(length):
        if length not in kept:
            kept[length] = array.array("d", bytes(8 * length))
        begin = time.perf_counter_ns()
        result = pool.apply(len, (kept[length],))
        millis = (time.perf_counter_ns() - begin) / 1e6
        check(result == length)
        return [millis]

    return run


def map_with(workers, chunk_size):
    """Elements per second of one map over so many."""
    pool = multiprocessing.Pool(workers)

    def run(count):
        start = time.perf_counter_ns()
        results = pool.map(following, range(count), chunk_size)
        seconds = (time.perf_counter_ns() - start) / 1e9
        check(len(results) == count and results[-1] == count)
        return [count / seconds]

    return run


def start(times):
    """Milliseconds from nothing to the first result of a pool of one spawned worker."""
    context = multiprocessing.get_context("spawn")
    samples = []
    for _ in range(times):
        begin = time.perf_counter_ns()
        pool = context.Pool(1)
        result = pool.apply(following, (1,))
        samples.append((time.perf_counter_ns() - begin) / 1e6)
        pool.close()
        pool.join()
        check(result == 2)
    return samples


def start_process(times):
    """Microseconds of each of so many processes that do nothing, from its start to its end."""
    samples = []
    for i in range(times):
        begin = time.perf_counter_ns()
        process = multiprocessing.Process(target=following, args=(i,))
        process.start()
        process.join()
        samples.append((time.perf_counter_ns() - begin) / 1e3)
        check(process.exitcode == 0)
    return samples


def pool_of_five(tasks):
    """Milliseconds of so many tasks in a pool of five, from nothing to its end."""
    begin = time.perf_counter_ns()
    pool = multiprocessing.Pool(5)
    results = [pool.apply_async(following, (i,)) for i in range(tasks)]
    for i, result in enumerate(results):
        check(result.get() == i + 1)
    pool.close()
    pool.join()
    return [(time.perf_counter_ns() - begin) / 1e6]


def memory(rest_millis):
    """Resident MiB of the worker of a pool of one, after a few tasks and a rest."""
    with multiprocessing.Pool(1) as pool:
        for i in range(FEW_TASKS):
            pool.apply(following, (i,))
        pid = pool.apply(current_pid)
        time.sleep(rest_millis / 1e3)
        with open(f"/proc/{pid}/status") as status:
            for line in status:
                if line.startswith("VmRSS:"):
                    return [int(line.split()[1]) / 1024]
    raise ValueError("no VmRSS")


def lock_alone(count):
    """Nanoseconds of a lock that nobody else wants, locked and unlocked."""
    lock = multiprocessing.RLock()
    begin = time.perf_counter_ns()
    for _ in range(count):
        lock.acquire()
        lock.release()
    return [(time.perf_counter_ns() - begin) / count]


def lock_of_two(count):
    """Times per second that two processes have a lock that both want all the time."""
    lock = multiprocessing.RLock()
    go = multiprocessing.Event()
    times = multiprocessing.SimpleQueue()
    both = [multiprocessing.Process(target=contend, args=(lock, go, count, times)) for _ in range(2)]
    for process in both:
        process.start()
    go.set()
    longest = max(times.get() for _ in both)
    for process in both:
        process.join()
    return [2e9 * count / longest]


def contend(lock, go, count, times):
    go.wait()
    begin = time.perf_counter_ns()
    state = 1
    for _ in range(count):
        with lock:
            state = (state * 1664525 + 1013904223) & 0xFFFFFFFF
        state = (state * 1664525 + 1013904223) & 0xFFFFFFFF
        state = (state * 1664525 + 1013904223) & 0xFFFFFFFF
    times.put(time.perf_counter_ns() - begin)


def ping_pong(count):
    """Microseconds for two processes to wake each other, there and back."""
    ping, pong = multiprocessing.Semaphore(0), multiprocessing.Semaphore(0)
    other = multiprocessing.Process(target=answer, args=(ping, pong, count + 1))
    other.start()
    ping.release()
    pong.acquire()
    begin = time.perf_counter_ns()
    for _ in range(count):
        ping.release()
        pong.acquire()
    micros = (time.perf_counter_ns() - begin) / 1e3 / count
    other.join()
    return [micros]


def answer(ping, pong, count):
    for _ in range(count):
        ping.acquire()
        pong.release()


def pipe_talk(count):
    """Microseconds for a number over a pipe, there and back."""
    left, right = multiprocessing.Pipe()
    other = multiprocessing.Process(target=talk_back, args=(right, count + 1))
    other.start()
    left.send(0)
    left.recv()
    begin = time.perf_counter_ns()
    for number in range(count):
        left.send(number)
        left.recv()
    micros = (time.perf_counter_ns() - begin) / 1e3 / count
    other.join()
    return [micros]


def talk_back(end, count):
    for _ in range(count):
        end.send(end.recv())


def pipe_flow(count):
    """Arrays of 1 MiB per second over a pipe to another process."""
    left, right = multiprocessing.Pipe()
    other = multiprocessing.Process(target=receive_all, args=(right, count))
    other.start()
    message = bytes(1 << 20)
    left.recv()
    begin = time.perf_counter_ns()
    for _ in range(count):
        left.send_bytes(message)
    left.recv()
    nanos = time.perf_counter_ns() - begin
    other.join()
    return [1e9 * count / nanos]


def receive_all(end, count):
    end.send(0)
    for _ in range(count):
        end.recv_bytes()
    end.send(count)


def queue_flow(pairs, element):
    """Elements per second from so many processes to as many others."""

    def run(count):
        queue = multiprocessing.Queue()
        go = multiprocessing.Event()
        times = multiprocessing.SimpleQueue()
        both = [
            multiprocessing.Process(target=job, args=(queue, element, count, go, times))
            for job in (put_all, take_all)
            for _ in range(pairs)
        ]
        for process in both:
            process.start()
        go.set()
        longest = max(times.get() for _ in both)
        for process in both:
            process.join()
        return [1e9 * count * pairs / longest]

    return run


def put_all(queue, element, count, go, times):
    go.wait()
    begin = time.perf_counter_ns()
    for _ in range(count):
        queue.put(element)
    times.put(time.perf_counter_ns() - begin)


def take_all(queue, element, count, go, times):
    go.wait()
    begin = time.perf_counter_ns()
    for _ in range(count):
        queue.get()
    times.put(time.perf_counter_ns() - begin)


def manager_calls(make, call):
    """Microseconds of calls of a managed object, one after the other."""
    manager = multiprocessing.Manager()
    managed = make(manager)

    def run(count):
        begin = time.perf_counter_ns()
        for number in range(count):
            call(managed, number)
        return [(time.perf_counter_ns() - begin) / 1e3 / count]

    return run


def put_and_get(managed, number):
    managed[number % 1024] = number
    check(managed[number % 1024] == number)


def put(managed, number):
    managed[number % 1024] = number


def append(managed, number):
    managed.append(number)


def lock_and_unlock(managed, number):
    managed.acquire()
    managed.release()


def queue_put_and_get(managed, number):
    managed.put(number)
    check(managed.get() == number)


def manager_crowd(clients):
    """Calls per second of so many processes together, each of a dict of its own, by those of one alone."""
    manager = multiprocessing.Manager()

    def rate(of_clients, count):
        go = multiprocessing.Event()
        times = multiprocessing.SimpleQueue()
        # Kept until the end: a manager frees what nobody has at hand, on its way or not.
        dicts = [manager.dict() for _ in range(of_clients)]
        processes = [multiprocessing.Process(target=put_all_into, args=(each, count, go, times)) for each in dicts]
        for process in processes:
            process.start()
        go.set()
        longest = max(times.get() for _ in processes)
        for process in processes:
            process.join()
        return 1e9 * count * of_clients / longest

    return lambda count: [rate(clients, count) / (rate(1, 8 * count))]


def put_all_into(managed, count, go, times):
    put(managed, 0)
    go.wait()
    begin = time.perf_counter_ns()
    for number in range(count):
        put(managed, number)
    times.put(time.perf_counter_ns() - begin)


def current_pid():
    return multiprocessing.current_process().pid


def check(is_right):
    if not is_right:
        raise ValueError("wrong result")


def main():
    # Ctrl-C reaches the whole foreground group: the parent's end is ours too.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    run = {
        "apply": lambda: apply(1),
        "apply-2": lambda: apply(2),
        "map-1": lambda: map_with(2, 1),
        "map-auto": lambda: map_with(2, None),
        "start": lambda: start,
        "memory": lambda: memory,
        "lock": lambda: lock_alone,
        "pingpong": lambda: ping_pong,
        "queue-1": lambda: queue_flow(1, 4711),
        "queue-4": lambda: queue_flow(4, 4711),
        "queue-1m": lambda: queue_flow(1, bytes(1 << 20)),
        "lock-2": lambda: lock_of_two,
        "pipe": lambda: pipe_talk,
        "pipe-1m": lambda: pipe_flow,
        "array": send_array,
        "manager-map": lambda: manager_calls(lambda manager: manager.dict(), put_and_get),
        "manager-list": lambda: manager_calls(lambda manager: manager.list(), append),
        "manager-lock": lambda: manager_calls(lambda manager: manager.Lock(), lock_and_unlock),
        "manager-queue": lambda: manager_calls(lambda manager: manager.Queue(), queue_put_and_get),
        "manager-batch": lambda: manager_calls(lambda manager: manager.dict(), put),
        "manager-32": lambda: manager_crowd(32),
        "thread-start": lambda: start_process,
        "process-per-task": lambda: pool_of_five,
    }[sys.argv[1]]()
    print("ready", platform.python_version(), flush=True)
    for line in sys.stdin:
        try:
            samples = run(int(line.split()[1]))
        except Exception as problem:
            print("failed", type(problem).__name__, problem, flush=True)
        else:
            print("samples", *samples, flush=True)


if __name__ == "__main__":
    main()
