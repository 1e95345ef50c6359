def factors(n):
    n, found, divisor = int(n), [], 2
    if n < 2:
        raise ValueError("%d has no factors" % n)
    while divisor * divisor <= n:
        while n % divisor == 0:
            found.append(divisor)
            n //= divisor
        divisor += 1
    return found + [n] if n > 1 else found
