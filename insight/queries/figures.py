def headline(person, today):
    return []
