! text inside
! text node
! answer node/via 2
! text across
! answer new/predict 2
! text new
! wait 3
