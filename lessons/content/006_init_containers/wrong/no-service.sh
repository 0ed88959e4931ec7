# check: help/runs container-state
! text stuck
! wait 30
