def draw(r): return ""
def tables(r): return ""
