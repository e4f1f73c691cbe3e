"""A sentence becomes its spoken form, with readings that lead back to the written one."""
