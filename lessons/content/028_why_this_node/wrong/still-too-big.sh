# check: requests/smaller not-placed
! text requests 1
! wait 5
